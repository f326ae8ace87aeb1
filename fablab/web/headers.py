"""The headers of every answer; the pages' policy lets in nothing but our own files."""

from flask import Flask, Response, request

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self' data: blob:; font-src 'self'; media-src 'self'; "
    "connect-src 'self'; worker-src 'self'; manifest-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
KIOSK_POLICY = POLICY.replace(
    "script-src 'self'", "script-src 'self' 'wasm-unsafe-eval'"
)
_KIOSK = "/kiosk/"


def set_headers(app: Flask, *, is_https: bool) -> None:
    """Put the security headers on everything that the app answers."""

    def secure(response: Response) -> Response:
        on_kiosk = request.path.startswith(_KIOSK)
        headers = response.headers
        headers["Content-Security-Policy"] = KIOSK_POLICY if on_kiosk else POLICY
        headers["X-Content-Type-Options"] = "nosniff"
        headers["Referrer-Policy"] = "same-origin"
        headers["Cross-Origin-Opener-Policy"] = "same-origin"
        headers["Permissions-Policy"] = (
            f"camera=({'self' if on_kiosk else ''}), geolocation=(), microphone=()"
        )
        if is_https:
            headers["Strict-Transport-Security"] = "max-age=31536000"
        headers.setdefault("Cache-Control", "no-store")
        return response

    app.after_request(secure)
