"""Time stamps of a third party (RFC 3161) over signed states of a publication log.

Nothing here speaks to anybody: a request goes out, a response comes in, both as bytes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography.x509 import Certificate, load_pem_x509_certificates
from rfc3161_client import (
    HashAlgorithm,
    TimestampRequestBuilder,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)
from rfc3161_client.tsp import TimeStampRequest

from disclosure_plugin.archive.errors import ArchiveError

GRANTED = 0


class StampError(ArchiveError):
    """A response is no time stamp of these bytes by somebody who is trusted."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """A verified time stamp.

    Attributes:
        response: The whole TimeStampResp in DER, as ``openssl ts -verify -in`` reads it.
        at: The time that it says (UTC).
    """

    response: bytes
    at: datetime


def request_for(note: str) -> TimeStampRequest:
    """Return a request for the bytes of a signed state: SHA-256, a nonce, certificates wanted."""
    builder = TimestampRequestBuilder().data(note.encode())
    builder = builder.hash_algorithm(HashAlgorithm.SHA256).nonce(nonce=True)
    return builder.cert_request(cert_request=True).build()


def verify_stamp(
    response: bytes,
    note: str,
    roots: Sequence[Certificate],
    *,
    request: TimeStampRequest | None = None,
) -> Stamp:
    """Verify a response.

    Args:
        response: As the authority gave it.
        note: The signed state, verbatim.
        roots: Whom to trust.
        request: What was asked, so that an old answer is noticed; None for a kept one.

    Raises:
        StampError: It is none, is of other bytes or of another request, or is signed by nobody
            who is trusted.
    """
    try:
        found = decode_timestamp_response(response)
        if found.status != GRANTED:
            raise _refused(f"status {found.status} {' '.join(found.status_string)}")
        builder = VerifierBuilder() if request is None else VerifierBuilder.from_request(request)
        for root in roots:
            builder = builder.add_root_certificate(root)
        builder.build().verify_message(found, note.encode())
        at = found.tst_info.gen_time
    except (VerificationError, ValueError, TypeError) as error:
        raise _refused(str(error)) from error
    return Stamp(response, at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC))


def read_roots(content: bytes) -> list[Certificate]:
    """Read certificates in PEM.

    Raises:
        StampError: There is none.
    """
    try:
        return load_pem_x509_certificates(content)
    except ValueError as error:
        raise StampError("no-roots", "There is no certificate in the file.") from error


def _refused(problem: str) -> StampError:
    return StampError(
        "bad-stamp", "This is no valid time stamp: %(problem)s", {"problem": problem}
    )
