"""Reads a PDF from standard input and checks, with a reader that did not write it, what PDF/A-2a asks for.

It is no full validator: it checks identification, output intent, embedded fonts with Unicode maps, tags, language, and
that nothing forbidden (scripts, encryption, files, outside links, LZW) is there. Prints "ok", or what is wrong.
"""

import io
import re
import sys

import pikepdf

FORBIDDEN = {"/JavaScript", "/JS", "/Launch", "/Encrypt", "/AA", "/OpenAction", "/EmbeddedFiles", "/XFA", "/URI",
             "/GoToR", "/Movie", "/Sound", "/RichMedia", "/Alternates", "/OPI", "/TR", "/HTP"}


def dictionaries(pdf):
    """Every dictionary and stream of the file, the nested ones too."""
    stack = list(pdf.objects)
    while stack:
        value = stack.pop()
        if isinstance(value, (pikepdf.Dictionary, pikepdf.Stream)):
            yield value
            stack.extend(v for k, v in value.items() if not getattr(v, "is_indirect", False))
        elif isinstance(value, pikepdf.Array):
            stack.extend(v for v in value if not getattr(v, "is_indirect", False))


def faults(data):
    """What PDF/A-2a does not allow, or misses."""
    if not re.match(rb"%PDF-1\.[0-7][\r\n]+%[\x80-\xff]{4}", data):
        yield "the head of the file does not mark it as binary"
    pdf = pikepdf.open(io.BytesIO(data))
    yield from (f"syntax: {problem}" for problem in pdf.check_pdf_syntax())
    if "/ID" not in pdf.trailer:
        yield "the trailer has no ID"
    with pdf.open_metadata() as meta:
        claimed = (meta.get("pdfaid:part"), meta.get("pdfaid:conformance"), meta.get("pdfuaid:part"))
        if claimed != ("2", "A", "1"):
            yield f"it claims to be {claimed}"
        if not meta.get("dc:title"):
            yield "it has no title"
    root = pdf.Root
    if root.get("/Lang") is None or root.get("/StructTreeRoot") is None:
        yield "it has no language or no structure"
    if not root.get("/MarkInfo", {}).get("/Marked", False):
        yield "it is not marked as tagged"
    if not root.get("/ViewerPreferences", {}).get("/DisplayDocTitle", False):
        yield "it does not show its title"
    intents = [i for i in root.get("/OutputIntents", []) if i.get("/S") == "/GTS_PDFA1"]
    if len(intents) != 1 or "/DestOutputProfile" not in intents[0]:
        yield "it has no output intent with a colour profile"
    yield from objects(pdf)


def objects(pdf):
    """What the objects hold that they may not, or lack."""
    for value in dictionaries(pdf):
        yield from (f"it holds {key}" for key in value.keys() if key in FORBIDDEN)
        if value.get("/Filter") == "/LZWDecode":
            yield "it is compressed with LZW"
        if value.get("/Type") == "/FontDescriptor" and not {"/FontFile", "/FontFile2", "/FontFile3"} & set(value.keys()):
            yield f"{value.get('/FontName')} is not embedded"
        if value.get("/Type") == "/Font" and value.get("/Subtype") == "/Type0" and "/ToUnicode" not in value:
            yield f"{value.get('/BaseFont')} cannot be read as text"


def main():
    found = list(faults(sys.stdin.buffer.read()))
    print("\n".join(found) if found else "ok")
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
