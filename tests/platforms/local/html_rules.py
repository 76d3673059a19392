"""Rules that every page and fragment keeps, checked on parsed HTML."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"br", "hr", "img", "input", "link", "meta", "path", "rect", "circle"}
NAMED = {"button", "a", "select", "textarea", "input", "img", "dialog", "form", "aside", "nav"}


@dataclass
class Node:
    """One element with its attributes, its text and what it stands in."""

    tag: str
    attributes: dict[str, str | None]
    inside: tuple[str, ...]
    text: list[str] = field(default_factory=list)

    @property
    def words(self) -> str:
        return "".join(self.text).strip()

    def get(self, name: str) -> str:
        return self.attributes.get(name) or ""


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.nodes: list[Node] = []
        self.open: list[Node] = []
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if len({name for name, _ in attrs}) != len(attrs):
            self.faults.append(f"<{tag}> has an attribute twice")
        node = Node(tag, dict(attrs), tuple(each.tag for each in self.open))
        self.nodes.append(node)
        if tag not in VOID:
            self.open.append(node)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        if not self.open or self.open[-1].tag != tag:
            self.faults.append(f"</{tag}> closes nothing that is open")
            return
        self.open.pop()

    def handle_data(self, data: str) -> None:
        for node in self.open:
            node.text.append(data)


def read(html: str) -> tuple[list[Node], list[str]]:
    """The elements in order, and faults of nesting."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    reader.faults += [f"<{node.tag}> is never closed" for node in reader.open]
    return reader.nodes, reader.faults


def shape(html: str) -> list[tuple[str, tuple[str, ...]]]:
    """Tags with their attributes' names: what must not depend on people's words."""
    nodes, _ = read(html)
    return [(node.tag, tuple(node.attributes)) for node in nodes]


def faults(html: str, first_heading: int) -> list[str]:
    """Every broken rule; none for good HTML. `first_heading` is the level it may begin with."""
    nodes, found = read(html)
    ids = [node.get("id") for node in nodes if "id" in node.attributes]
    found += [f"id {id} is there twice" for id in {id for id in ids if ids.count(id) > 1}]
    found += _headings(nodes, first_heading)
    for node in nodes:
        found += _references(node, set(ids))
        found += _name(node, nodes)
        found += _forbidden(node)
    return found


def _headings(nodes: list[Node], first: int) -> list[str]:
    found = []
    last = first - 1
    for node in nodes:
        if node.tag in {"h1", "h2", "h3", "h4", "h5", "h6"}:
            level = int(node.tag[1])
            if level > last + 1:
                found.append(f"<{node.tag}> follows level {last}")
            last = level
    return found


def _references(node: Node, ids: set[str]) -> list[str]:
    names = ("aria-labelledby", "aria-describedby", "aria-controls", "for")
    return [
        f"{name} of <{node.tag}> names {id}, which is not there"
        for name in names
        for id in node.get(name).split()
        if id not in ids
    ]


def _name(node: Node, nodes: list[Node]) -> list[str]:
    """Images have alt, inputs labels, everything one acts on a name."""
    if node.tag == "img":
        return [] if "alt" in node.attributes else ["an image has no alt"]
    if node.get("aria-label") or node.get("aria-labelledby"):
        return []
    if node.tag in {"input", "textarea", "select"}:
        labels = [each for each in nodes if each.tag == "label" and each.get("for")]
        is_named = any(each.get("for") == node.get("id") and each.words for each in labels)
        return [] if is_named else [f"<{node.tag}> {node.get('id')} has no label"]
    if node.tag in {"button", "a"} and not node.words:
        return [f"a <{node.tag}> has no name"]
    if node.tag == "fieldset" and not any(
        each.tag == "legend" and "fieldset" in each.inside and each.words for each in nodes
    ):
        return ["a <fieldset> has no legend"]
    if node.tag in {"nav", "aside", "dialog"}:
        return [f"<{node.tag}> has no name"]
    return []


def _forbidden(node: Node) -> list[str]:
    """What the content-security policy forbids anyway must not be written either."""
    found = [f"<{node.tag}> has {name}" for name in node.attributes if name.startswith("on")]
    if "style" in node.attributes or node.tag in {"style", "iframe", "object", "base"}:
        found.append(f"<{node.tag}> carries style or embeds")
    if node.tag == "script" and not node.get("src").startswith("/local/"):
        found.append("a script is not a file of ours")
    if node.tag == "a" and node.get("target") and "noopener" not in node.get("rel"):
        found.append("a link opens a tab that could reach back")
    return found
