"""Kernels of a batch, started and ended without the fixed waits that Jupyter has for kernels it knows nothing of."""

from __future__ import annotations

import os
import time
from queue import Empty
from typing import Any

import zmq
from jupyter_client.asynchronous import AsyncKernelClient
from jupyter_client.manager import AsyncKernelManager
from traitlets import DottedObjectName, Type

from sotay.batch.warm.address import ADDRESS
from sotay.batch.warm.forked import ForkedProvisioner
from sotay.definitions.handed import PROCESSORS

_ANSWER_SECONDS = 1.0
# The two channels find the kernel's sockets at moments of their own: what it said before the second one did is lost, so it is soon asked again.
_HEARD_SECONDS = 0.03
_POLL_SECONDS = 0.01
_RECONNECT_MILLISECONDS = 5


class BatchClient(AsyncKernelClient):
    """Ready at the moment the kernel says on both channels that it has answered; Jupyter's own waits until one of them has been silent for a fifth of a second."""

    def start_channels(self, *channels: Any, **named: Any) -> None:
        """As Jupyter's own, but a socket that the kernel has not opened yet is tried again at once, not a tenth of a second later."""
        self.context.setsockopt(zmq.RECONNECT_IVL, _RECONNECT_MILLISECONDS)
        super().start_channels(*channels, **named)

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """Raises RuntimeError, as Jupyter's own does, when the kernel dies or the time is over."""
        until = time.monotonic() + (float("inf") if timeout is None else timeout)
        while not await self._answered():
            if not await self.is_alive():
                raise RuntimeError("Kernel died before replying to kernel_info")
            if time.monotonic() > until:
                raise RuntimeError(f"Kernel didn't respond in {timeout:.0f} seconds")

    async def _answered(self) -> bool:
        """Asks once; has it answered, and been heard saying that it is idle again."""
        asked = self.kernel_info()
        try:
            reply = await self._until(self.get_shell_msg, asked, lambda message: message["msg_type"] == "kernel_info_reply", _ANSWER_SECONDS)
            # What was said before on this channel, its start among it, has been read by then.
            await self._until(self.get_iopub_msg, asked, lambda message: message["content"].get("execution_state") == "idle", _HEARD_SECONDS)
        except Empty:
            return False
        self._handle_kernel_info_reply(reply)
        return True

    async def _until(self, get: Any, asked: str, wanted: Any, seconds: float) -> dict[str, Any]:
        """The first message about what was asked that is wanted. Raises Empty when none comes in time."""
        until = time.monotonic() + seconds
        while True:
            message = await get(timeout=max(0.0, until - time.monotonic()))
            if message["parent_header"].get("msg_id") == asked and wanted(message):
                return message


class BatchManager(AsyncKernelManager):
    """Ends a kernel by asking it: it is idle then, so there is nothing to interrupt, and an idle kernel would report the interruption as an error."""

    client_class = DottedObjectName("sotay.batch.warm.manager.BatchClient")
    client_factory = Type(klass=BatchClient)

    async def _async_pre_start_kernel(self, **named: Any) -> tuple[list[str], dict[str, Any]]:
        # Elsewhere a kernel is interrupted through handles that only a process started by Jupyter has.
        if self.provisioner is None and os.name == "posix" and os.environ.get(ADDRESS):
            self.provisioner = ForkedProvisioner(kernel_id=self.kernel_id or "", kernel_spec=self.kernel_spec, parent=self)
        # A notebook has threads of its own and may not be copied, as what the batch's own processes do may be.
        named["env"] = {name: value for name, value in named.get("env", os.environ).items() if name != PROCESSORS}
        return await super()._async_pre_start_kernel(**named)

    async def _async_interrupt_kernel(self) -> None:
        if not self.shutting_down:
            await super()._async_interrupt_kernel()

    async def _async_finish_shutdown(self, waittime: float | None = None, pollinterval: float = _POLL_SECONDS, restart: bool = False) -> None:
        await super()._async_finish_shutdown(waittime, min(pollinterval, _POLL_SECONDS), restart)
