"""The page of an assurance pack: led to, filled in, refused in words, and downloaded."""

import io
import json
import zipfile

from tests.cast import Cast
from tests.web.test_plans import main_words
from tracker.extensions import db
from tracker.store.plans import Plan


def test_a_plan_and_an_area_lead_to_it_for_those_who_may(cast: Cast) -> None:
    sam, priya = cast.client("sam"), cast.client("priya")

    assert "/plans/SLAC/assurance" in sam.get("/plans/SLAC").get_data(as_text=True)
    assert "/plans/SLAC/assurance?area=4" in sam.get("/plans/SLAC/areas/4").get_data(as_text=True)
    assert "/assurance" not in priya.get("/plans/SLAC").get_data(as_text=True)


def test_an_area_in_the_address_is_chosen_and_a_restricted_plan_says_so(cast: Cast) -> None:
    db.session.query(Plan).update({"restricted": True})
    db.session.commit()
    page = cast.client("sam").get("/plans/SLAC/assurance?area=4").get_data(as_text=True)

    assert '<option value="4" selected>Area 4:' in page
    assert "This plan is restricted" in main_words(page)


def test_what_is_not_chosen_is_said_beside_it(cast: Cast) -> None:
    answer = cast.client("sam").get("/plans/SLAC/assurance/pack?area=99&names=x&format=y")

    words = main_words(answer.get_data(as_text=True))
    assert answer.status_code == 422
    assert "Select what it covers" in words
    assert "Select how people are told" in words
    assert "Select Word or PDF" in words


def test_a_manager_downloads_what_they_see(cast: Cast) -> None:
    address = "/plans/SLAC/assurance/pack?area=6&names=names&format=pdf&files=y"
    with cast.client("jean").get(address) as answer:
        data = answer.data

    assert answer.mimetype == "application/zip"
    assert "assurance-SLAC-area-6-2011-07-04.zip" in answer.headers["Content-Disposition"]
    manifest = json.loads(zipfile.ZipFile(io.BytesIO(data)).read("manifest.json"))
    assert manifest["made_by"] == "Jean Talbot"
    assert manifest["covers"].startswith("Area 6")
    assert len(manifest["files"]) == 3
