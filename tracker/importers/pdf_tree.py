"""The structure tree of a tagged PDF: what the program that made it says each piece of text is."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from pdfminer.pdftypes import PDFObjRef, resolve1
from pdfminer.psparser import PSLiteral

_DEEPEST, _MOST = 60, 200_000


@dataclass
class Element:
    """One element: its standard tag, and what it holds in order.

    `content` pairs a page with the number that ties its glyphs to this element.
    """

    tag: str
    held: list["Element | tuple[int, int]"] = field(default_factory=list)

    def children(self) -> Iterator["Element"]:
        """The elements inside it."""
        return (one for one in self.held if isinstance(one, Element))

    def content(self, *, but: frozenset[str] = frozenset()) -> Iterator[tuple[int, int]]:
        """All content of it and of what is inside it, without elements tagged as in `but`."""
        for one in self.held:
            if not isinstance(one, Element):
                yield one
            elif one.tag not in but:
                yield from one.content(but=but)


def tree_of(document: Any, pages: dict[int, int]) -> Element | None:
    """The structure tree of a pdfminer document, or None when it has none.

    `pages` gives the number of the page for the id of its object. Trees that turn in circles or
    are too deep are cut off.
    """
    root = resolve1(document.catalog.get("StructTreeRoot"))
    if not isinstance(root, dict):
        return None
    return _Walk(pages, _roles(root)).root(root)


def _roles(root: dict[str, Any]) -> dict[str, str]:
    roles = resolve1(root.get("RoleMap"))
    if not isinstance(roles, dict):
        return {}
    return {str(name): _name(resolve1(role)) for name, role in roles.items()}


def _name(value: Any) -> str:
    if isinstance(value, PSLiteral):
        return (
            value.name.decode("utf-8", "replace") if isinstance(value.name, bytes) else value.name
        )
    return ""


class _Walk:
    """One walk over the tree, remembering where it has been."""

    def __init__(self, pages: dict[int, int], roles: dict[str, str]) -> None:
        self._pages = pages
        self._roles = roles
        self._seen: set[int] = set()
        self._left = _MOST

    def root(self, root: dict[str, Any]) -> Element:
        whole = Element("Document")
        self._hold(whole, root.get("K"), None, 0)
        return whole

    def _hold(self, parent: Element, kids: Any, page: int | None, depth: int) -> None:
        held = resolve1(kids) if isinstance(kids, PDFObjRef) else kids
        for kid in held if isinstance(held, list) else [kids]:
            self._left -= 1
            if self._left > 0 and depth < _DEEPEST:
                self._take(parent, kid, page, depth)

    def _take(self, parent: Element, kid: Any, page: int | None, depth: int) -> None:
        if isinstance(kid, PDFObjRef):
            if kid.objid in self._seen:
                return
            self._seen.add(kid.objid)
            kid = resolve1(kid)
        if isinstance(kid, int) and page is not None:
            parent.held.append((page, kid))
        elif isinstance(kid, dict):
            here = self._page(kid.get("Pg"), page)
            if isinstance(resolve1(kid.get("MCID")), int) and "S" not in kid:
                if here is not None:
                    parent.held.append((here, resolve1(kid["MCID"])))
            elif "S" in kid:
                element = Element(self._tag(_name(resolve1(kid["S"]))))
                parent.held.append(element)
                self._hold(element, kid.get("K"), here, depth + 1)

    def _page(self, reference: Any, otherwise: int | None) -> int | None:
        if isinstance(reference, PDFObjRef):
            return self._pages.get(reference.objid, otherwise)
        return otherwise

    def _tag(self, name: str) -> str:
        for _ in range(5):
            if name not in self._roles or self._roles[name] == name:
                break
            name = self._roles[name]
        return name
