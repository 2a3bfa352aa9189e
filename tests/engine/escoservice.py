"""A local stand-in for ESCO's web service: a real HTTP server that answers as documented, and fails on demand."""

from __future__ import annotations

import json
import threading
import time
from collections import Counter
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

ESCO = "http://data.europa.eu/esco"
SKILLS, GROUPS = f"{ESCO}/concept-scheme/member-skills", f"{ESCO}/concept-scheme/skills-hierarchy"
OCCUPATIONS, ISCO = f"{ESCO}/concept-scheme/member-occupations", f"{ESCO}/concept-scheme/isco"
PATHS = {
    SKILLS: "/resource/skill",
    GROUPS: "/resource/concept",
    OCCUPATIONS: "/resource/occupation",
    ISCO: "/resource/concept",
}
VERSIONS = ("v1.1.1", "v1.2.0", "v1.2.1")


def links(base: str, kind: str, *uris: str) -> list[dict[str, str]]:
    """Return link objects to concepts."""
    return [{"href": f"{base}/resource/{kind}?uri={uri}", "uri": uri, "title": uri.rsplit("/", 1)[-1]} for uri in uris]


def concept(uri: str, english: str, spanish: str = "", **more: Any) -> dict[str, Any]:
    """Return a whole concept with labels in two languages."""
    labels = {"en": english, "en-us": english} | ({"es": spanish} if spanish else {})
    found = {
        "className": "Concept", "uri": uri, "title": english, "preferredLabel": labels,
        "alternativeLabel": more.pop("alternatives", {}),
        "description": {"en": {"literal": f"About {english}.", "mimetype": "plain/text"}},
        "status": "released", "_links": more.pop("related", {}),
    }  # fmt: skip
    return found | more


def catalogue(base: str, n_skills: int = 25) -> dict[str, list[dict[str, Any]]]:
    """Return the concepts of each scheme: numbered skills, two groups, two occupations, two ISCO groups."""
    skills = []
    for number in range(n_skills):
        uri = f"{ESCO}/skill/s{number:03d}"
        kind = "knowledge" if number % 5 == 0 else "skill"
        related = {
            "hasSkillType": links(base, "concept", f"{ESCO}/skill-type/{kind}"),
            "hasReuseLevel": links(base, "concept", f"{ESCO}/skill-reuse-level/cross-sector"),
            "broaderHierarchyConcept": links(base, "concept", f"{ESCO}/skill/S1.1"),
        }
        if number == 1:
            related["broaderSkill"] = links(base, "skill", f"{ESCO}/skill/s002")
            related["hasOptionalSkill"] = links(base, "skill", f"{ESCO}/skill/s003")
        alternatives = {"en": [f"do task {number}", " job \n number "], "es": [f"hacer tarea {number}"]}
        skills.append(concept(uri, f"task {number}", f"tarea {number}", related=related, alternatives=alternatives))
    return {
        SKILLS: skills,
        GROUPS: [
            concept(f"{ESCO}/skill/S1", "skills", "destrezas"),
            concept(f"{ESCO}/skill/S1.1", "tasks", "tareas", related={
                "broaderConcept": links(base, "concept", f"{ESCO}/skill/S1")}),
        ],
        OCCUPATIONS: [
            concept(f"{ESCO}/occupation/o1", "worker", "trabajador/trabajadora", code="7212.1", related={
                "broaderIscoGroup": links(base, "concept", f"{ESCO}/isco/C7212"),
                "hasEssentialSkill": links(base, "skill", f"{ESCO}/skill/s000", f"{ESCO}/skill/s001"),
                "hasOptionalSkill": links(base, "skill", f"{ESCO}/skill/s002")}),
            # Below another occupation: the ISCO group is that one's.
            concept(f"{ESCO}/occupation/o2", "night worker", code="7212.1.1", related={
                "broaderOccupation": links(base, "occupation", f"{ESCO}/occupation/o1")}),
        ],
        ISCO: [
            concept(f"{ESCO}/isco/C721", "workers in metal", "metal", code="721"),
            concept(f"{ESCO}/isco/C7212", "welders", "soldadores", code="7212", related={
                "broaderConcept": links(base, "concept", f"{ESCO}/isco/C721")}),
        ],
    }  # fmt: skip


Trouble = Callable[["Handler", str, int, int], bool]  # handler, scheme, offset, how often asked before → answered


class Handler(BaseHTTPRequestHandler):
    """Answers bulk requests; `server.trouble` may answer first."""

    protocol_version = "HTTP/1.1"
    server: Service

    def do_GET(self) -> None:
        address = urlsplit(self.path)
        query = {key: values[0] for key, values in parse_qs(address.query).items()}
        scheme, offset, limit = query["isInScheme"], int(query["offset"]), int(query["limit"])
        page = (scheme.rsplit("/", 1)[-1], offset)
        n_before = self.server.asked[page]
        self.server.asked[page] += 1
        self.server.queries.append(query)
        if self.server.trouble and self.server.trouble(self, scheme, offset, n_before):
            return
        if query["selectedVersion"] not in VERSIONS:
            error = {
                "logref": "ConstraintViolationException",
                "status": 400,
                "message": "Invalid ESCO version",
                "_links": None,
            }
            self.send_json(error, 400)
            return
        if address.path != PATHS[scheme]:
            self.send_json({"logref": "NotFound", "status": 404, "message": f"no {address.path}", "_links": None}, 404)
            return
        self.send_json(self.page(query, scheme, offset, limit))

    def page(self, query: dict[str, str], scheme: str, offset: int, limit: int) -> dict[str, Any]:
        """Return one page: offset counts pages, as the documentation says."""
        concepts = self.server.concepts[scheme]
        chosen = concepts[offset * limit : (offset + 1) * limit]
        related: dict[str, Any] = {"self": {"href": self.server.url + self.path}}
        if self.server.links_next and (offset + 1) * limit < len(concepts):
            related["next"] = {
                "href": f"{self.server.url}{PATHS[scheme]}?{urlencode(query | {'offset': str(offset + 1)})}"
            }
        return {
            "language": query["language"], "total": len(concepts), "offset": offset, "limit": limit,
            "count": len(chosen), "concepts": [{"uri": c["uri"], "href": self.server.url} for c in chosen],
            "_embedded": {c["uri"]: c for c in chosen}, "_links": related,
        }  # fmt: skip

    def send_json(self, found: object, status: int = 200, **headers: str) -> None:
        """Send an answer as JSON."""
        self.send_body(json.dumps(found).encode(), status, "application/json;charset=UTF-8", **headers)

    def send_body(self, body: bytes, status: int, kind: str, **headers: str) -> None:
        """Send an answer."""
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def send_cut(self, found: object) -> None:
        """Announce a whole answer, send half of it and hang up."""
        body = json.dumps(found).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[: len(body) // 2])
        self.close_connection = True

    def send_late(self, seconds: float) -> None:
        """Answer too late."""
        time.sleep(seconds)
        self.close_connection = True

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


class Service(ThreadingHTTPServer):
    """The server, on a free port of this machine. asked : how often each (scheme, offset) was asked for."""

    daemon_threads = True

    def __init__(self, n_skills: int = 25, trouble: Trouble | None = None, *, links_next: bool = True):
        super().__init__(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        self.concepts = catalogue(self.url, n_skills)
        self.trouble = trouble
        self.links_next = links_next
        self.asked: Counter[tuple[str, int]] = Counter()
        self.queries: list[dict[str, str]] = []

    def __enter__(self) -> Service:
        self._thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_arguments: object) -> None:
        self.shutdown()
        self._thread.join()
        self.server_close()
