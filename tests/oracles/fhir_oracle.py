"""Reads a FHIR document bundle (JSON) from standard input and says whether an independent reader accepts it.

fhir.resources checks types, required and unknown elements (R4B; for these resources the same as R4). It does not know
code bindings, references or document rules, so those are checked here. Prints "ok" and a count, or what is wrong.
"""

import base64
import json
import sys
from xml.etree import ElementTree

from fhir.resources.R4B.bundle import Bundle

BINDINGS = {
    ("Composition", "status"): {"preliminary", "final", "amended", "entered-in-error"},
    ("Composition", "confidentiality"): {"U", "L", "M", "N", "R", "V"},
    ("Communication", "status"): {
        "preparation", "in-progress", "not-done", "on-hold", "stopped", "completed", "entered-in-error", "unknown",
    },
    ("Patient", "gender"): {"male", "female", "other", "unknown"},
    ("DocumentReference", "status"): {"current", "superseded", "entered-in-error"},
    ("DocumentReference", "docStatus"): {"preliminary", "final", "amended", "entered-in-error"},
}
NARRATIVE_STATUS = {"generated", "extensions", "additional", "empty"}
XHTML = "{http://www.w3.org/1999/xhtml}"
XHTML_USED = {XHTML + tag for tag in ("div", "table", "tbody", "tr", "th", "td", "p", "h3", "br")}


def every(value, key):
    """Every value under a key, however deep."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if name == key:
                yield inner
            yield from every(inner, key)
    elif isinstance(value, list):
        for inner in value:
            yield from every(inner, key)


def faults(bundle):
    """What an independent reader objects to."""
    Bundle.model_validate(bundle)
    entries = bundle["entry"]
    resources = [entry["resource"] for entry in entries]
    urls = [entry["fullUrl"] for entry in entries]
    if bundle["type"] != "document" or not bundle.get("timestamp") or not bundle["identifier"]["value"]:
        yield "a document bundle has an identifier and a timestamp"
    if resources[0]["resourceType"] != "Composition":
        yield "the first entry is not the Composition"
    if len(set(urls)) != len(urls):
        yield "a fullUrl stands twice"
    yield from (f"{e['fullUrl']} does not carry its id" for e in entries
                if e["fullUrl"] != "urn:uuid:" + e["resource"]["id"])
    yield from (f"{r} leads nowhere" for r in every(bundle, "reference") if isinstance(r, str) and r not in urls)
    reached = {r for r in every(bundle, "reference") if isinstance(r, str)} | {urls[0]}
    yield from (f"{url} is never referred to" for url in urls if url not in reached)
    for resource in resources:
        for (kind, element), allowed in BINDINGS.items():
            if resource["resourceType"] == kind and resource[element] not in allowed:
                yield f"{kind}.{element} holds {resource[element]}"
        if resource["resourceType"] == "Binary" and not base64.b64decode(resource["data"]).startswith(b"%PDF-"):
            yield "the Binary is not a PDF"
        elif resource["resourceType"] != "Binary" and not resource["meta"]["profile"]:
            yield f"{resource['resourceType']} names no profile"
    for section in resources[0]["section"]:
        if section["text"]["status"] not in NARRATIVE_STATUS:
            yield "a narrative has an unknown status"
        used = {element.tag for element in ElementTree.fromstring(section["text"]["div"]).iter()}
        yield from (f"a narrative holds {tag}" for tag in used - XHTML_USED)


def main():
    bundle = json.load(sys.stdin)
    found = list(faults(bundle))
    print("\n".join(found) if found else f"ok: {len(bundle['entry'])} entries")
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
