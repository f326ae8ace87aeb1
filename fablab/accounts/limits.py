"""How often one address may try to sign in, whatever the account."""

from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

SIGN_IN_TRIES = "30 per minute"

limiter = Limiter(get_remote_address, storage_uri="memory://")
limit_tries = limiter.limit(SIGN_IN_TRIES, methods=["POST"])
