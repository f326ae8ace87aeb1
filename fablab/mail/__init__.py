"""The outbox: letters queued in a transaction and sent after it."""
