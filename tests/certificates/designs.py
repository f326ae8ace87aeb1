"""A certificate to print, the longest one, and one in a site's own look."""

from dataclasses import replace
from io import BytesIO

from PIL import Image, ImageDraw

from fablab.certificates.pdf import CertificateDesign, Fact, Signer

LAMP = CertificateDesign(
    language="pl",
    topic="laser-cutting",
    topic_label="Cięcie laserem",
    site_name="FabLab Bielsko-Biała",
    city="Bielsko-Biała",
    issued_on="30 kwietnia 2026",
    heading="Certyfikat",
    lead="otrzymuje",
    pupil_name="Łucja Żółć-Święcicka",
    intro="za udział w cyklu warsztatów",
    series_title="Lampa wycięta laserem",
    done=(
        "Projekt lampy ze sklejki, od szkicu do pliku",
        "Cięcie laserem i próby trzech rodzajów łączeń",
        "Pokaz świecącej lampy przed grupą",
    ),
    facts=(
        Fact("Godziny", "12"),
        Fact("Spotkania", "5 z 6"),
        Fact("Termin", "7 marca – 25 kwietnia 2026"),
        Fact("Miejsce", "Pracownia, sala 2"),
    ),
    signers=(Signer("Anna Kowalczyk", "koordynatorka"),),
    number="7K3D9-BCDFG-HJKLM-NPQRT-W3464",
    verify_url="https://fablab.example.org/verify/7K3D9BCDFGHJKLMNPQRTW3464",
    verify_label="Numer certyfikatu",
    verify_note="Zeskanuj kod: zobaczysz, kto i co potwierdza.",
    watermark="Demo – dane fikcyjne",
)

LONGEST = replace(
    LAMP,
    topic_label="Elektronika i programowanie mikrokontrolerów",
    site_name="Stowarzyszenie Otwarta Pracownia i FabLab Podbeskidzie w Bielsku-Białej",
    city="Konstancin-Jeziorna",
    heading="Zaświadczenie o ukończeniu cyklu warsztatów",
    pupil_name=("Wolfeschlegelsteinhausen-Brzęczyszczykiewiczówna " * 4)[:160].strip(),
    intro="za wytrwały i samodzielny udział we wszystkich spotkaniach cyklu " * 2,
    series_title="Zaprojektuj, wytnij, złóż i zaprogramuj własną świecącą lampę " * 2,
    done=("Projekt lampy ze sklejki, od pierwszego szkicu do gotowego pliku, " * 3,)
    * 3,
    facts=(
        Fact("Godziny zegarowe", "12 godzin 30 minut"),
        Fact("Spotkania z obecnością", "11 z 12 odbytych"),
        Fact("Termin", "27 września 2026 – 14 grudnia 2026"),
        Fact("Miejsce", "Pracownia w oficynie, sala 2.17 na drugim piętrze"),
    ),
    signers=(
        Signer("dr Bronisława Brzęczyszczykiewiczówna", "koordynatorka programu"),
        Signer("Chrząszczyżewoszycki Łękołodzki", "kierownik pracowni"),
    ),
    verify_note="Zeskanuj kod aparatem albo wejdź na naszą stronę i wpisz numer: "
    "zobaczysz, kto i co potwierdza, i czy certyfikat jest nadal ważny.",
)


def draw_logo() -> bytes:
    """A wide logo: a sun before a blue bar."""
    picture = Image.new("RGBA", (300, 120))
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 20, 299, 100), fill="#145aa0")
    pen.ellipse((10, 0, 129, 119), fill="#ffb400")
    return _png(picture)


def draw_signature() -> bytes:
    """A few strokes of a pen on nothing."""
    picture = Image.new("RGBA", (400, 100))
    strokes = [(10, 70), (60, 10), (80, 90), (120, 30), (160, 80), (200, 40), (390, 60)]
    ImageDraw.Draw(picture).line(strokes, fill="#14143c", width=6)
    return _png(picture)


def _png(picture: Image.Image) -> bytes:
    written = BytesIO()
    picture.save(written, "PNG")
    return written.getvalue()


OWN = replace(
    LAMP,
    logo=draw_logo(),
    colour="#00529b",
    accent="#ffd900",
    signers=(Signer("Anna Kowalczyk", "koordynatorka", draw_signature()),),
)
