"""Inspectorates and the kinds of inspection they make, as data."""

import re

_INSPECTORATES: tuple[tuple[str, str], ...] = (
    ("Ofsted", r"\bOfsted\b"),
    ("Care Quality Commission", r"\bCare Quality Commission\b|\bCQC\b"),
    ("HMICFRS", r"\bHMICFRS\b|HMI Constabulary and Fire|Inspectorate of Constabulary and Fire"),
    (
        "HM Inspectorate of Constabulary",
        r"\bHMIC\b|(?:HM|(?:Her|His) Majesty[’']s) Inspectorate of Constabulary(?! and Fire)",
    ),
    ("HMI Probation", r"\bHMI ?P(?:robation)?\b|Inspectorate of Probation"),
    ("HMI Prisons", r"\bHMI Prisons\b|Inspectorate of Prisons"),
    ("Estyn", r"\bEstyn\b"),
    ("Care Inspectorate Wales", r"\bCare Inspectorate Wales\b"),
    ("Care Inspectorate", r"\bCare Inspectorate\b(?! Wales)"),
    ("Education Scotland", r"\bEducation Scotland\b"),
    ("Audit Commission", r"\bAudit Commission\b"),
    ("Audit Wales", r"\bAudit Wales\b"),
    ("RQIA", r"\bRQIA\b|Regulation and Quality Improvement Authority"),
    (
        "Local Government and Social Care Ombudsman",
        r"Local Government (?:and|&) Social Care Ombudsman|\bLGSCO\b",
    ),
    ("IOPC", r"\bIOPC\b|Independent Office for Police Conduct"),
)
_FRAMEWORKS: tuple[tuple[str, str], ...] = (
    ("Joint targeted area inspection (JTAI)", r"joint targeted area inspection|\bJTAI\b"),
    ("Area SEND inspection", r"area SEND (?:full |monitoring )?inspection"),
    (
        "Single inspection framework (SIF)",
        r"services for children in need of help and protection, children looked after",
    ),
    (
        "Inspection of safeguarding and looked after children services",
        r"safeguarding and looked[- ]after children(?:[’']s)? services",
    ),
    ("Inspection of looked after children services", r"inspection of looked[- ]after children"),
    ("Joint area review", r"joint area review|\bJAR\b"),
    (
        "Inspection of local authority children’s services (ILACS)",
        r"\bILACS\b|inspection of (?:\w+ ){0,8}(?:local authority )?children[’']s "
        r"(?:social care )?services",
    ),
    ("PEEL police inspection", r"\bPEEL\b"),
    ("Inspection of youth justice services", r"youth (?:justice|offending) (?:service|work|team)"),
    ("Fire and rescue service inspection", r"fire (?:and|&) rescue service"),
)


def inspectorates_in(text: str) -> str | None:
    """The inspectorates the words name, in the order they are named: 'Ofsted and HMICFRS'."""
    places: dict[str, int] = {}
    for name, pattern in _INSPECTORATES:
        found = re.search(pattern, text)
        if found is not None:
            places[name] = found.start()
    names = sorted(places, key=lambda name: places[name])
    if not names:
        return None
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def framework_in(text: str) -> str | None:
    """The kind of inspection the words name; None when they name none that is known."""
    return next(
        (name for name, pattern in _FRAMEWORKS if re.search(pattern, text, re.IGNORECASE)), None
    )
