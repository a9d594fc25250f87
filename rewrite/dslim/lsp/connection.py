"""Messages of JSON-RPC with a Content-Length before each, over two streams of bytes."""

from __future__ import annotations

import json
import threading
from collections import deque
from collections.abc import Iterator
from typing import Any, BinaryIO

#: Bytes of one message, and of the lines before it.
MAX_MESSAGE = 64 << 20
_MAX_HEADER = 1 << 12

Message = dict[str, Any]


class ProtocolError(Exception):
    """What came is no message of the protocol: nobody can tell where the next one begins."""


def read_message(stream: BinaryIO) -> Message | None:
    """The next message; None at the end of the stream. Raises ProtocolError."""
    length = None
    while (line := stream.readline(_MAX_HEADER)).strip():
        name, _, value = line.decode("ascii", "replace").partition(":")
        if name.strip().lower() == "content-length" and value.strip().isdigit():
            length = int(value)
    if not line and length is None:
        return None
    if length is None or length > MAX_MESSAGE:
        raise ProtocolError("a message without a length, or of more than 64 MiB")
    body = stream.read(length)
    if len(body) < length:
        return None
    try:
        found = json.loads(body)
    except ValueError as error:
        raise ProtocolError(f"a message that is no JSON: {error}") from None
    if not isinstance(found, dict):
        raise ProtocolError("a message that is no JSON object")
    return found


def encode_message(message: Message) -> bytes:
    """A message as it is sent; a lone surrogate, which UTF-8 has not, goes as its escape."""
    body = json.dumps({"jsonrpc": "2.0", **message}, ensure_ascii=True, separators=(",", ":")).encode()
    return b"Content-Length: %d\r\n\r\n%s" % (len(body), body)


class Connection:
    """Both directions. A thread reads ahead, so that what has been overtaken can be seen before it is answered."""

    def __init__(self, source: BinaryIO, target: BinaryIO) -> None:
        self._source = source
        self._target = target
        self._waiting: deque[Message] = deque()
        self._arrived = threading.Condition()
        self._is_over = False
        self._number = 0
        threading.Thread(target=self._read_all, daemon=True).start()

    def messages(self) -> Iterator[Message]:
        """The messages in the order in which they come, until the stream ends."""
        while True:
            with self._arrived:
                while not self._waiting and not self._is_over:
                    self._arrived.wait()
                if not self._waiting:
                    return
                message = self._waiting.popleft()
            yield message

    def waiting(self) -> list[Message]:
        """The messages that have come and were not handed out yet."""
        with self._arrived:
            return list(self._waiting)

    def send(self, message: Message) -> None:
        """Send a message; a client that has gone is no error."""
        try:
            self._target.write(encode_message(message))
            self._target.flush()
        except (OSError, ValueError):
            self._end()

    def notify(self, method: str, params: object) -> None:
        """Send a notification."""
        self.send({"method": method, "params": params})

    def ask(self, method: str, params: object) -> None:
        """Send a request whose answer does not matter."""
        self._number += 1
        self.send({"id": f"dslim-{self._number}", "method": method, "params": params})

    def _read_all(self) -> None:
        try:
            while (message := read_message(self._source)) is not None:
                with self._arrived:
                    self._waiting.append(message)
                    self._arrived.notify()
                if message.get("method") == "exit":
                    break  # nothing comes after it, and Python cannot end while a thread waits for standard input
        except (ProtocolError, OSError, ValueError):
            pass
        self._end()

    def _end(self) -> None:
        with self._arrived:
            self._is_over = True
            self._arrived.notify()
