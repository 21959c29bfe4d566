"""Reads FHIR resources (a JSON list) from standard input and says whether an independent reader accepts each.

fhir.resources checks types, required and unknown elements (R4B; for these resources the same as R4). Prints "ok" and a
count, or what is wrong and with which.
"""

import json
import sys

from fhir.resources.R4B import get_fhir_model_class

SEVERITIES = {"fatal", "error", "warning", "information"}
ISSUE_TYPES = {
    "invalid", "structure", "required", "value", "invariant", "security", "login", "unknown", "expired", "forbidden",
    "suppressed", "processing", "not-supported", "duplicate", "multiple-matches", "not-found", "deleted", "too-long",
    "code-invalid", "extension", "too-costly", "business-rule", "conflict", "transient", "lock-error", "no-store",
    "exception", "timeout", "incomplete", "throttled", "informational",
}


def faults(resource):
    """What an independent reader objects to."""
    kind = resource.get("resourceType")
    try:
        get_fhir_model_class(kind).model_validate(resource)
    except Exception as objection:  # whatever it objects to is the answer
        yield f"{kind}: {objection}"
    for issue in resource.get("issue", []):
        if issue.get("severity") not in SEVERITIES or issue.get("code") not in ISSUE_TYPES:
            yield f"{kind}: an issue holds {issue.get('severity')} and {issue.get('code')}"


def main():
    resources = json.load(sys.stdin)
    found = [fault for resource in resources for fault in faults(resource)]
    print("\n".join(found) if found else f"ok: {len(resources)} resources")
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
