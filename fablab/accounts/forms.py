"""What people enter to sign in."""

from flask_babel import lazy_gettext as _l
from wtforms import EmailField, PasswordField, StringField
from wtforms.validators import Email, InputRequired, Length

from fablab.web.forms import Form


class LinkForm(Form):
    """The address that a family's link goes to."""

    email = EmailField(
        _l("Your email address"),
        [
            InputRequired(_l("Enter your email address")),
            Email(_l("This email address is not complete. It looks like a@b.org.")),
            Length(max=254, message=_l("This email address is too long.")),
        ],
        description=_l("The one you gave us when you registered."),
        render_kw={"autocomplete": "email", "spellcheck": "false"},
    )


class PasswordForm(Form):
    """Address and password of somebody who works here."""

    email = EmailField(
        _l("Your email address"),
        [
            InputRequired(_l("Enter your email address")),
            Length(max=254, message=_l("This email address is too long.")),
        ],
        render_kw={"autocomplete": "username", "spellcheck": "false"},
    )
    password = PasswordField(
        _l("Password"),
        [
            InputRequired(_l("Enter your password")),
            Length(max=200, message=_l("This password is too long.")),
        ],
        render_kw={"autocomplete": "current-password"},
    )


class CodeForm(Form):
    """The six digits that the app on the phone shows."""

    code = StringField(
        _l("Code from your app"),
        [
            InputRequired(_l("Enter the code that your app shows")),
            Length(max=20, message=_l("The code has six digits.")),
        ],
        description=_l("Six digits, new every half minute."),
        render_kw={
            "autocomplete": "one-time-code",
            "inputmode": "numeric",
            "spellcheck": "false",
        },
    )
