"""Youngster FabLab: workshop series from the public list to the certificate.

Start reading at `fablab.app`, which puts the features together.
"""
