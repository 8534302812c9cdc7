"""Messages of payment providers, and what our own two (bank transfer and sandbox) know."""

from .bank_transfer import BankTransfer
from .message import GatewayMessage
from .sandbox import SandboxRecord

__all__ = ["BankTransfer", "GatewayMessage", "SandboxRecord"]
