"""A store that speaks S3, in a process of its own on this machine, that can be taken away."""

import os
import subprocess
import sys
import time
from typing import Any

import boto3
from botocore.exceptions import BotoCoreError

from tests.ports import free_port

BUCKET = "evidence-of-a-test"


class BucketServer:
    """The store; `endpoint` is where, and `address` is the bucket in it, empty at first."""

    def __init__(self) -> None:
        self.port = free_port()
        self.endpoint = f"http://127.0.0.1:{self.port}"
        self.address = f"s3://{BUCKET}/northbank"
        self._process: subprocess.Popen[bytes] | None = None

    def begin(self) -> None:
        """Start it, with nothing in it but the bucket."""
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        where = ["-H", "127.0.0.1", "-p", str(self.port)]
        self._process = subprocess.Popen(
            [sys.executable, "-m", "moto.server", *where],
            env=os.environ,
            **quiet,  # type: ignore[call-overload]  # a dict of them
        )
        end = time.monotonic() + 30
        while True:
            try:
                self.client().create_bucket(Bucket=BUCKET)
                return
            except BotoCoreError:
                assert time.monotonic() < end, "the store did not start"
                time.sleep(0.05)

    def kill(self) -> None:
        """Take it away at once, with all that is in it."""
        if self._process:
            self._process.kill()
            self._process.wait()
            self._process = None

    def client(self) -> Any:
        """Somebody who looks into it past the product."""
        return boto3.client("s3", endpoint_url=self.endpoint, region_name="us-east-1")

    def names(self) -> list[str]:
        """What is in the bucket."""
        found = self.client().list_objects_v2(Bucket=BUCKET)
        return [one["Key"] for one in found.get("Contents", ())]
