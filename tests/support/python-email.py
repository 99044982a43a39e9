"""Reads a message from standard input with Python's email package and writes what it understood, as JSON."""

import base64
import email
import email.policy
import json
import sys


def part_of(part):
    if part.is_multipart():
        content = [part_of(inner) for inner in part.iter_parts()]
    elif part.get_content_maintype() == "text":
        content = part.get_content()
    else:
        payload = part.get_content()
        content = base64.b64encode(payload).decode() if isinstance(payload, bytes) else payload.as_string()
    return {
        "type": part.get_content_type(),
        "parameters": dict(part["content-type"].params) if part["content-type"] else {},
        "disposition": part.get_content_disposition(),
        "name": part.get_filename(),
        "contentId": part["content-id"],
        "defects": [type(defect).__name__ for defect in part.defects],
        "content": content,
    }


message = email.message_from_binary_file(sys.stdin.buffer, policy=email.policy.default)
people = {
    field: [[one.display_name, one.addr_spec] for one in message[field].addresses]
    for field in ("from", "to", "cc", "reply-to", "disposition-notification-to")
    if message[field] is not None and hasattr(message[field], "addresses")
}
json.dump(
    {
        "fields": {name.lower(): str(value) for name, value in message.items()},
        "people": people,
        "defects": [
            type(defect).__name__ for value in message.values() for defect in getattr(value, "defects", ())
        ],
        "body": part_of(message),
    },
    sys.stdout,
)
