"""The files of evidence in a bucket of a store that speaks S3, for several machines without a
shared folder: under `quarantine/` first, as in a folder. Needs the extra `s3`.

A file is written into a nameless temporary one and sent from there in one piece, so the bucket has
it whole or not at all.
"""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import lru_cache
from typing import IO, Any, BinaryIO
from urllib.parse import urlsplit

from tracker.store.evidence_files import (
    DiskFull,
    Kept,
    StoreAway,
    copied,
    described,
    is_ours,
    new_name,
)

_QUARANTINE = "quarantine/"
_GONE = frozenset({"404", "NoSuchKey", "NotFound"})


class EvidenceBucket:
    """A bucket, or what lies under a prefix in one: `s3://bucket/prefix`.

    `endpoint` is where the store is, when it is not Amazon's. Who we are is said by the usual
    variables, `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY`, or by the machine's own role. Every
    method raises StoreAway when the store does not answer or refuses.
    """

    def __init__(self, address: str, endpoint: str = "") -> None:
        parts = urlsplit(address)
        self._bucket = parts.netloc
        self._prefix = f"{parts.path.strip('/')}/" if parts.path.strip("/") else ""
        self._s3 = _client(endpoint)

    def take_in(self, source: IO[bytes], *, most: int, reserve: int) -> Kept:
        """As `EvidenceStore` says; the room is that for temporary files on this machine."""
        if shutil.disk_usage(tempfile.gettempdir()).free < reserve + most:
            raise DiskFull
        stored = new_name()
        return self._send(stored, f"{_QUARANTINE}{stored}", source, most)

    def put_back(self, stored: str, source: IO[bytes]) -> Kept:
        """As `EvidenceStore` says."""
        try:
            return self.described(stored)
        except FileNotFoundError:
            return self._send(stored, _named(stored), source, None)

    def described(self, stored: str) -> Kept:
        """As `EvidenceStore` says."""
        with self.opened(stored) as file:
            return described(stored, file)

    def in_quarantine(self, stored: str) -> BinaryIO:
        """As `EvidenceStore` says."""
        return self._fetched(f"{_QUARANTINE}{_named(stored)}")

    def let_out(self, stored: str) -> None:
        """As `EvidenceStore` says: the store itself copies it, whole or not at all."""
        held = self._key(f"{_QUARANTINE}{_named(stored)}")
        with _told():
            self._s3.copy_object(
                Bucket=self._bucket,
                Key=self._key(stored),
                CopySource={"Bucket": self._bucket, "Key": held},
            )
            self._s3.delete_object(Bucket=self._bucket, Key=held)

    def opened(self, stored: str) -> BinaryIO:
        """As `EvidenceStore` says: a temporary copy of it."""
        return self._fetched(_named(stored))

    def drop(self, stored: str) -> None:
        """As `EvidenceStore` says."""
        for name in (f"{_QUARANTINE}{_named(stored)}", stored):
            with _told():
                self._s3.delete_object(Bucket=self._bucket, Key=self._key(name))

    def older_than(self, instant: float) -> list[str]:
        """As `EvidenceStore` says, by the store's clock."""
        pages = self._s3.get_paginator("list_objects_v2")
        with _told():
            found = [
                (one["Key"].removeprefix(self._prefix).removeprefix(_QUARANTINE), one)
                for page in pages.paginate(Bucket=self._bucket, Prefix=self._prefix)
                for one in page.get("Contents", ())
            ]
        return [
            name
            for name, one in found
            if is_ours(name) and one["LastModified"].timestamp() < instant
        ]

    def check(self) -> None:
        """As `EvidenceStore` says: whether the bucket is there and lets us in."""
        with _told():
            self._s3.head_bucket(Bucket=self._bucket)

    def _send(self, stored: str, name: str, source: IO[bytes], most: int | None) -> Kept:
        with tempfile.TemporaryFile() as whole:
            size, sha256 = copied(source, whole, most)
            whole.seek(0)
            with _told():
                self._s3.put_object(Bucket=self._bucket, Key=self._key(name), Body=whole)
        return Kept(stored, size, sha256)

    def _fetched(self, name: str) -> BinaryIO:
        with ExitStack() as until_it_is_whole:
            file = until_it_is_whole.enter_context(tempfile.TemporaryFile())
            with _told():
                answer = self._s3.get_object(Bucket=self._bucket, Key=self._key(name))
                shutil.copyfileobj(answer["Body"], file)
            until_it_is_whole.pop_all()
        file.seek(0)
        return file

    def _key(self, name: str) -> str:
        return f"{self._prefix}{name}"


@lru_cache(maxsize=4)
def _client(endpoint: str) -> Any:
    """One for each store, for all threads: making one reads files, and they may share it."""
    import boto3  # noqa: PLC0415  only where the extra is installed
    from botocore.config import Config  # noqa: PLC0415

    limits = Config(
        connect_timeout=5,
        read_timeout=30,
        retries={"total_max_attempts": 3, "mode": "standard"},
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
        s3={"addressing_style": "path" if endpoint else "auto"},
    )
    return boto3.client("s3", endpoint_url=endpoint or None, config=limits)


@contextmanager
def _told() -> Iterator[None]:
    """What goes wrong in the terms of this room; no name or address is in it."""
    from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415
    from urllib3.exceptions import HTTPError  # noqa: PLC0415

    try:
        yield
    except ClientError as refused:
        code = refused.response.get("Error", {}).get("Code", "")
        if code in _GONE:
            raise FileNotFoundError from None
        raise StoreAway(f"the store of files refuses ({code})") from None
    except (BotoCoreError, HTTPError) as away:
        raise StoreAway(f"the store of files does not answer ({type(away).__name__})") from None


def _named(stored: str) -> str:
    if not is_ours(stored):
        raise FileNotFoundError(stored)
    return stored
