"""Names of files and addresses of links, as strangers send them, and how they are shown."""

import pytest

from tracker.domain.errors import RuleBroken
from tracker.domain.evidence import ending_of, host_of, safe_link, safe_name


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("Audit of June.pdf", "Audit of June.pdf"),
        ("Prüfung – ‘Juni’.pdf", "Prüfung – ‘Juni’.pdf"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\priya\\audit.pdf", "audit.pdf"),
        ("/etc/cron.d/../audit.pdf", "audit.pdf"),
        ("audit.pdf\x00.exe", "audit.pdf.exe"),
        ("audit\u202efdp.exe", "auditfdp.exe"),
        ("\u202egpj.exe", "gpj.exe"),
        ("\u2066audit\u2069\u200b.pdf", "audit.pdf"),
        ("audit\r\nSet-Cookie: a=b.pdf", "audit Set-Cookie_ a=b.pdf"),
        ('a<b>c:d"e|f?g*.pdf', "a_b_c_d_e_f_g_.pdf"),
        ("CON", "_CON"),
        ("con.pdf", "_con.pdf"),
        ("Lpt1.txt", "_Lpt1.txt"),
        ("console.pdf", "console.pdf"),
        (".htaccess", "htaccess"),
        (".pdf", "file.pdf"),
        ("...audit.pdf...", "audit.pdf"),
        ("\ud800audit.pdf", "audit.pdf"),
        ("", "file"),
        ("/", "file"),
        (". .", "file"),
    ],
)
def test_a_name_is_made_safe_to_show_and_to_save_under(sent: str, shown: str) -> None:
    assert safe_name(sent) == shown


def test_a_name_of_5000_characters_is_cut_and_keeps_its_ending() -> None:
    assert safe_name("a" * 5000 + ".pdf") == "a" * 116 + ".pdf"
    assert len(safe_name("a." + "b" * 5000)) <= 120
    assert len(safe_name("é" * 5000)) == 120


def test_the_ending_says_what_kind_it_is() -> None:
    assert ending_of("audit.PDF") == ".pdf"


@pytest.mark.parametrize(
    "name",
    ["audit", "x.pdf.exe", "audit.html", "chart.svg", "minutes.docm", "old.doc", "a.zip", "a.pdf."],
)
def test_other_kinds_are_not_taken(name: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        ending_of(name)
    assert refused.value.field == "file"
    assert refused.value.message.startswith("The selected file must be a PDF")


@pytest.mark.parametrize(
    ("typed", "host"),
    [
        ("https://www.gov.uk/a?b=c#d", "www.gov.uk"),
        (" http://intranet:8080/report ", "intranet"),
        ("HTTPS://Example.org/", "example.org"),
        ("https://[2001:db8::1]/", "2001:db8::1"),
    ],
)
def test_a_link_is_shown_with_its_host(typed: str, host: str) -> None:
    assert safe_link(typed) == typed.strip()
    assert host_of(safe_link(typed)) == host


WHOLE = "Enter the whole address, beginning with https:// or http://"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "Enter the address of the page"),
        ("www.gov.uk", WHOLE),
        ("javascript:alert(1)", WHOLE),
        ("data:text/html,<script>", WHOLE),
        ("file:///etc/passwd", WHOLE),
        ("\\\\host\\share", WHOLE),
        ("//www.gov.uk/", WHOLE),
        ("https:///path", WHOLE),
        ("https://[broken/", WHOLE),
        ("https://a.example:port/", WHOLE),
        ("https://a.example/ b", WHOLE),
        ("https://a.example/\u202egpj", WHOLE),
        ("java\nscript:alert(1)", WHOLE),
        ("https://a.example\\@b.example/", WHOLE),
        ('https://a.example/"onclick="', WHOLE),
        ("https://www.gov.uk@evil.example/", "The address must not hold a user name or password"),
        ("https://priya:secret@a.example/", "The address must not hold a user name or password"),
        ("https://a.example/" + "a" * 2000, "The address must be 2000 characters or less"),
    ],
)
def test_a_link_that_is_none_or_says_more_than_it_seems_is_refused(typed: str, words: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        safe_link(typed)
    assert (refused.value.message, refused.value.field) == (words, "link")
