"""Owner and date in one cell: told apart when that is certain, else asked about."""

import pytest

from tracker.domain.sheet_both import NOT_CLEAR, SEVERAL_DATES, Parted, parted


@pytest.mark.parametrize(
    ("words", "who", "when"),
    [
        ("J Talbot by 30 June 2011", "J Talbot", "30 June 2011"),
        ("Jean Talbot – 31/03/2012", "Jean Talbot", "31/03/2012"),
        ("Assistant Director (30.09.11)", "Assistant Director", "30.09.11"),
        ("Ann Lee, Head of Service, 30 June 2011", "Ann Lee, Head of Service", "30 June 2011"),
        ("30 Sept 2011 - Cy Dee and Di Fox", "Cy Dee and Di Fox", "30 Sept 2011"),
        ("Bo Ray\n31 July 2011", "Bo Ray", "31 July 2011"),
        ("Ann Lee, Monday 4 July 2011", "Ann Lee", "Monday 4 July 2011"),
        ("Siân Puw erbyn 30 Mehefin 2011", "Siân Puw", "30 Mehefin 2011"),
        ("SENCO/SLT 1/7/11", "SENCO/SLT", "1/7/11"),
        ("AL 31/06/2011", "AL", "31/06/2011"),
        ("P Nair, September 2011", "P Nair", "September 2011"),
        ("Ann Lee – Q2 2011/12", "Ann Lee", "Q2 2011/12"),
        ("Ann Lee Ongoing", "Ann Lee", "Ongoing"),
        ("K Okafor", "K Okafor", ""),
        ("30/06/2011", "", "30/06/2011"),
        ("", "", ""),
    ],
)
def test_who_and_when(words: str, who: str, when: str):
    assert parted(words) == Parted(who, when)


@pytest.mark.parametrize(
    ("words", "who", "doubt"),
    [
        ("Ann Lee by 30/06/2011, Bo Ray by 31/07/2011", "Ann Lee / Bo Ray", SEVERAL_DATES),
        ("Ann Lee 30/06/2011 onwards", "Ann Lee", NOT_CLEAR),
        ("Ann Lee 30/06/2011 Bo Ray", "Ann Lee / Bo Ray", NOT_CLEAR),
        ("Ann Lee from 30/06/2011", "", NOT_CLEAR),
        ("Start 30/06/2011", "", NOT_CLEAR),
        ("all going well 30/06/2011", "", NOT_CLEAR),
    ],
)
def test_what_is_not_certain_is_asked_about(words: str, who: str, doubt: str):
    found = parted(words)

    assert (found.who, found.doubt) == (who, doubt)
