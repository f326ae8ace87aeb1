from flask import Flask

BR = {"Accept-Encoding": "br"}


def test_public_pages_and_styles_are_compressed(app: Flask) -> None:
    client = app.test_client()

    for path in ("/series/", "/api/v1/openapi.json"):
        answer = client.get(path, headers=BR)
        assert answer.headers.get("Content-Encoding") == "br"
        assert "Accept-Encoding" in answer.headers["Vary"]


def test_pages_with_a_token_are_not_compressed(app: Flask) -> None:
    answer = app.test_client().get("/sign-in", headers=BR)

    assert "csrf_token" in answer.text
    assert "Content-Encoding" not in answer.headers


def test_styles_are_compressed_even_for_who_is_signed_in(app: Flask) -> None:
    client = app.test_client()
    with client.session_transaction() as session:
        session["anything"] = "x"
    with app.test_request_context():
        css = app.url_for("static", filename="css/kit.css")

    answer = client.get(css, headers=BR)

    assert answer.headers.get("Content-Encoding") == "br"
    answer.close()
