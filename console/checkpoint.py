"""Signed statements of the chain's head, and the files in which hub and consoles keep them as witnesses.

A journal that lost its end, or was put back from yesterday's copy, is whole in itself; only what others remember shows it.
The text that is signed (Ed25519, RFC 8032), five lines of UTF-8, each ended by a line feed:

    hallwatch checkpoint 1
    hall HALL
    seq SEQ
    head HEX
    previous SEQ
"""

import logging
import os
from pathlib import Path

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from msgspec import Struct

from console.fault import HallFault
from console.model.event import CheckpointSigned
from console.station import write_private

EVERY_ENTRIES = 1_000
EVERY_SECONDS = 60.0
KEEP_SECONDS = 30 * 86_400.0

log = logging.getLogger(__name__)


def text(hall: str, seq: int, head: str, previous: int) -> bytes:
    """What a checkpoint's signature covers."""
    return f"hallwatch checkpoint 1\nhall {hall}\nseq {seq}\nhead {head}\nprevious {previous}\n".encode()


class Signer:
    """Holds the hub's signing key."""

    def __init__(self, key: Ed25519PrivateKey) -> None:
        self._key = key
        self.public = key.public_key().public_bytes_raw().hex()
        """The key that verifies, hex."""

    @classmethod
    def load(cls, path: Path) -> "Signer":
        """The key in `path` (32 bytes, mode 0600), made there at first use; raises HallFault when it cannot be had."""
        try:
            if not path.exists():
                write_private(path, Ed25519PrivateKey.generate().private_bytes_raw())
            if path.stat().st_mode & 0o077:
                raise HallFault(f"the signing key {path} is open to others", f"chmod 600 {path}")
            return cls(Ed25519PrivateKey.from_private_bytes(path.read_bytes()))
        except OSError as error:
            raise HallFault(
                f"cannot read or make the signing key {path}: {error.strerror}", "check the folder's owner"
            ) from error
        except ValueError as error:
            raise HallFault(
                f"{path} is not a signing key: {error}", "restore it from your backup, or remove it to make a new one"
            ) from error

    @classmethod
    def new(cls) -> "Signer":
        """A key that lives as long as this object."""
        return cls(Ed25519PrivateKey.generate())

    def sign(self, hall: str, seq: int, head: str, previous: int) -> CheckpointSigned:
        """The checkpoint of entry `seq`, whose hash is `head` (hex), after the checkpoint of entry `previous`."""
        signature = self._key.sign(text(hall, seq, head, previous)).hex()
        return CheckpointSigned(seq=seq, head=head, previous=previous, key=self.public, signature=signature)


def is_genuine(hall: str, checkpoint: CheckpointSigned, key: str | None = None) -> bool:
    """Whether `checkpoint` was signed by `key` (hex; None: by the key that it names itself)."""
    if key is not None and key != checkpoint.key:
        return False
    try:
        public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(checkpoint.key))
        public.verify(
            bytes.fromhex(checkpoint.signature), text(hall, checkpoint.seq, checkpoint.head, checkpoint.previous)
        )  # fmt: skip
    except (InvalidSignature, ValueError):
        return False
    return True


class Witness(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A checkpoint as it is remembered outside of the journal."""

    hall: str
    at: float
    """Hall time of the checkpoint's entry."""
    checkpoint: CheckpointSigned


class WitnessFile:
    """Checkpoints of one hall's journal, one line of JSON each, kept 30 days. Used by one thread of one process.

    A lost file is no fault: the next checkpoint begins it anew.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.newest: Witness | None = None
        lines = self._lines()
        kept = [witness for line in lines if (witness := self._parse(line)) is not None]
        if kept:
            self.newest = kept[-1]
            kept = [witness for witness in kept if witness.at > kept[-1].at - KEEP_SECONDS]
        if len(kept) < len(lines):
            self._rewrite(kept)

    def _rewrite(self, kept: list[Witness]) -> None:
        try:
            write_private(self.path, b"".join(msgspec.json.encode(witness) + b"\n" for witness in kept))
        except OSError as error:
            log.warning("cannot clean up the witnesses in %s: %s", self.path, error.strerror)

    def _lines(self) -> list[bytes]:
        try:
            return self.path.read_bytes().splitlines()
        except FileNotFoundError:
            return []
        except OSError as error:
            log.warning("cannot read the witnesses in %s: %s", self.path, error.strerror)
            return []

    def _parse(self, line: bytes) -> Witness | None:
        """The witness in `line`; None for a line torn by a power cut, or with a wrong signature."""
        try:
            witness = msgspec.json.decode(line, type=Witness)
        except msgspec.MsgspecError:
            log.warning("%s holds a line that is no checkpoint; it is left out", self.path)
            return None
        return witness if is_genuine(witness.hall, witness.checkpoint) else None

    def add(self, hall: str, at: float, checkpoint: CheckpointSigned) -> bool:
        """Remember a checkpoint, on disk when this returns True; a disk that refuses is logged, never raised."""
        witness = Witness(hall=hall, at=at, checkpoint=checkpoint)
        self.newest = witness
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self.path.open("ab") as file:
                file.write(msgspec.json.encode(witness) + b"\n")
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            log.warning("cannot keep the checkpoint of entry %d in %s: %s", checkpoint.seq, self.path, error.strerror)
            return False
        return True
