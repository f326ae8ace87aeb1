"""The certificate's machine-readable twin: Open Badges 3.0, signed, without a name.

Plain functions: nothing here knows the web, the database or the network.
"""
