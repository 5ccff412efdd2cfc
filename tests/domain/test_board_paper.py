"""A report to a board as a paper: what stands where, and what is said when there is nothing."""

from dataclasses import replace

from tests.bench.papers import report
from tracker.domain.board_paper import TO_COMPLETE, board_paper, sections
from tracker.domain.papers import Grid, Para


def test_very_many_live_actions_stand_whole_on_the_page_and_in_the_appendix():
    facts = report(200)
    live = next(one for one in sections(facts, {}) if one.key == "live")
    assert live.rows == len(facts.live) == 150
    blocks = board_paper(facts, {}, issuer="Northbank").blocks
    grids = {one.caption: len(one.rows) for one in blocks if isinstance(one, Grid)}
    assert grids["Live actions, the soonest due first"] == 100
    assert grids["Every action of the plan: 1 to 100 of 200"] == 100
    assert grids["Every action of the plan: 101 to 200 of 200"] == 100
    assert Para("The 50 others, due later, are in the appendix.", "8.2") in blocks


def test_a_plan_without_actions_and_without_words_is_a_whole_paper():
    facts = replace(report(0), areas=(), since=None, next_board_on=None)
    paper = board_paper(facts, {}, issuer="Northbank")
    said = [one.text for one in paper.blocks if isinstance(one, Para)]
    assert [one.number for one in paper.headings()][:15] == [f"{n}.0" for n in range(1, 16)]
    assert "The plan has no actions yet." in said
    assert "None is overdue." in said
    assert "The next report has no date yet." in said
    assert said.count(TO_COMPLETE) == 5


def test_what_the_author_wrote_follows_the_facts_paragraph_by_paragraph():
    words = {"overdue": "One reason.\n\nAnother,\nover two lines.", "purpose": "To decide."}
    paper = board_paper(report(20), words, issuer="Northbank")
    said = {one.number: one.text for one in paper.blocks if isinstance(one, Para) and one.number}
    assert said["1.1"] == "To decide."
    assert said["6.2"] == "One reason."
    assert said["6.3"] == "Another,\nover two lines."
