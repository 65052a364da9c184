"""What a file is, and what is said of files that cannot be read."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pikepdf
import pytest
from PIL import Image, ImageFile

from docextract.errors import LimitExceededError, PasswordNeededError, UnreadableFileError
from docextract.limits import Limits
from docextract.pages import inspect_file, read_document, read_page
from docextract.pages.intake import Source
from docextract.pages.raster import image_page

LIMITS = Limits()
FILES = Path(__file__).parent / "files"


def a_pdf(pages: int = 1, **save: object) -> bytes:
    pdf = pikepdf.new()
    for _ in range(pages):
        pdf.add_blank_page(page_size=(612, 792))
    stream = io.BytesIO()
    pdf.save(stream, **save)
    return stream.getvalue()


def an_image(kind: str) -> bytes:
    stream = io.BytesIO()
    Image.new("L", (40, 50), 255).save(stream, kind)
    return stream.getvalue()


def a_zip(**parts: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name.replace("__", "/"), data)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("data", "media"),
    [
        (a_pdf(), "pdf"),
        (b"\r\n\r\n" + a_pdf(), "pdf"),
        (an_image("TIFF"), "image"),
        (an_image("PNG"), "image"),
        (an_image("JPEG"), "image"),
        (an_image("WEBP"), "image"),
        ((FILES / "photo.heic").read_bytes(), "image"),
        (an_image("BMP"), "image"),
        (b"BMI 31.4 today, weight stable", "text"),
        (b"{\\rtf1 Dear Bo}", "rtf"),
        (b"Dear Bo,\nthe claim", "text"),
        ("Señor".encode("cp1252"), "text"),
        ("Señor".encode("utf-16"), "text"),
        (b"From: Bo\nTo: Ann\nDate: 1/2/2026\n\nfax", "text"),
        (b"From: a@b.c\nMIME-Version: 1.0\nSubject: x\n\nbody", "email"),
        (b"<!DOCTYPE html><p>Policy", "html"),
        (b'<?xml version="1.0"?><ClinicalDocument xmlns="urn:hl7-org:v3"/>', "ccda"),
        (b'{"resourceType": "Bundle"}', "fhir"),
        (b'{"anything": 1}', "text"),
    ],
)
def test_content_decides_whatever_the_name_says(tmp_path: Path, data: bytes, media: str):
    path = tmp_path / "letter.xyz"
    path.write_bytes(data)
    info = inspect_file(path, limits=LIMITS)
    assert (info.media, info.name, info.page_count) == (media, "letter.xyz", 1)
    assert info.paged == (media in ("pdf", "image"))
    assert len(info.sha256) == 64


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "is empty"),
        (b" \n\n", "is empty"),
        (a_pdf()[:200], "is not a document we can read"),
        (an_image("TIFF")[:30], "is not a document we can read"),
        (an_image("PNG")[:20], "is not a document we can read"),
        (bytes(range(256)) * 40, "is not a document we can read"),
        (a_zip(mimetype=b"application/epub+zip"), "is not a document we can read"),
        (b"PK\x03\x04 broken", "is not a document we can read"),
        (a_zip(word__document_xml=b"<w"), "is not a document we can read"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old Word or Outlook"),
        (b"<?xml version='1.0'?><ClinicalDocument>", "is not a document we can read"),
    ],
)
def test_what_cannot_be_read_is_named(tmp_path: Path, data: bytes, says: str):
    path = tmp_path / "letter.pdf"
    path.write_bytes(data)
    with pytest.raises(UnreadableFileError, match=says) as caught:
        inspect_file(path, limits=LIMITS)
    assert str(caught.value).startswith("letter.pdf")


def test_a_missing_file_is_named(tmp_path: Path):
    with pytest.raises(UnreadableFileError, match="cannot be opened"):
        inspect_file(tmp_path / "none.pdf", limits=LIMITS)


def test_an_encrypted_pdf_asks_for_its_password(tmp_path: Path):
    path = tmp_path / "locked.pdf"
    path.write_bytes(a_pdf(encryption=pikepdf.Encryption(user="open", owner="own")))
    for password in (None, "wrong"):
        with pytest.raises(PasswordNeededError, match="--password-file"):
            inspect_file(path, limits=LIMITS, password=password)
    assert inspect_file(path, limits=LIMITS, password="open").page_count == 1
    assert read_document(path, password="open").pages[0].status == "blank"


def test_limits_name_their_setting(tmp_path: Path):
    many = tmp_path / "many.pdf"
    many.write_bytes(a_pdf(30))
    with pytest.raises(LimitExceededError, match=r"limits\.pages"):
        inspect_file(many, limits=Limits(pages=29))
    big = tmp_path / "big.txt"
    big.write_bytes(b"word " * 300_000)
    with pytest.raises(LimitExceededError, match=r"limits\.file_mb"):
        inspect_file(big, limits=Limits(file_mb=1))


def test_a_huge_page_is_unread_and_the_others_are_read(tmp_path: Path):
    path = tmp_path / "huge.tif"
    small = Image.new("1", (850, 1100), 1)
    huge = Image.new("1", (35_000, 35_000), 1)
    small.save(path, save_all=True, append_images=[huge], compression="group4", dpi=(100, 100))
    info = inspect_file(path, limits=LIMITS)
    assert info.page_count == 2
    assert read_page(path, info, 1, limits=LIMITS).status == "blank"
    page = read_page(path, info, 2, limits=LIMITS)
    assert page.status == "unread"
    assert page.note is not None
    assert "limits.page_megapixels" in page.note


def test_a_huge_pdf_page_is_unread(tmp_path: Path):
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(14_400, 14_400))
    pdf.save(tmp_path / "wide.pdf")
    page = read_document(tmp_path / "wide.pdf", limits=Limits(page_megapixels=10)).pages[0]
    assert page.status == "unread"
    assert page.note is not None
    assert "limits.page_megapixels" in page.note


def test_an_archive_that_unpacks_to_too_much_is_refused(tmp_path: Path):
    path = tmp_path / "bomb.docx"
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"<w/>" + b" " * 5_000_000)
    path.write_bytes(stream.getvalue())
    with pytest.raises(LimitExceededError, match=r"limits\.unpacked_mb"):
        inspect_file(path, limits=Limits(unpacked_mb=2))


def test_xml_entities_stay_closed(tmp_path: Path):
    secret = tmp_path / "secret.txt"
    secret.write_text("not for the letter")
    path = tmp_path / "note.xml"
    path.write_text(
        f'<!DOCTYPE x [<!ENTITY e "boom"><!ENTITY f SYSTEM "file://{secret}">]>'
        '<ClinicalDocument xmlns="urn:hl7-org:v3"><title>A &e; &f; note</title>'
        "</ClinicalDocument>"
    )
    assert read_document(path).pages[0].lines[0].text == "A &e; &f; note"


def test_an_xml_bomb_is_refused(tmp_path: Path):
    body = "".join(f'<!ENTITY e{i} "{f"&e{i - 1};" * 10}">' for i in range(1, 12))
    path = tmp_path / "bomb.xml"
    path.write_text(
        f'<!DOCTYPE x [<!ENTITY e0 "boom">{body}]>'
        '<ClinicalDocument xmlns="urn:hl7-org:v3"><title>&e11;</title></ClinicalDocument>'
    )
    with pytest.raises(UnreadableFileError, match=r"bomb\.xml"):
        inspect_file(path, limits=LIMITS)


def test_a_phone_photo_is_decoded_within_the_limits(tmp_path: Path):
    path = tmp_path / "IMG_0001.HEIC"
    path.write_bytes((FILES / "photo.heic").read_bytes())
    info = inspect_file(path, limits=LIMITS)
    source = Source(info.name, info.media, path)
    picture = image_page(source, 1, LIMITS)
    assert picture.grey.shape == (600, 1275)
    assert int(picture.grey.min()) < 80 < 200 < int(picture.grey.max())  # dark words, pale paper
    with pytest.raises(LimitExceededError, match="page_megapixels"):
        image_page(source, 1, Limits(page_megapixels=0))


def test_a_cut_off_phone_photo_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)  # as WeasyPrint leaves it
    path, data = tmp_path / "IMG_0001.HEIC", (FILES / "photo.heic").read_bytes()
    path.write_bytes(data[:40])
    with pytest.raises(UnreadableFileError, match="damaged"):
        read_document(path, limits=LIMITS)
    path.write_bytes(data[:3000])
    (page,) = read_document(path, limits=LIMITS).pages
    assert (page.status, "damaged" in str(page.note)) == ("unread", True)
