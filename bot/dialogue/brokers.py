"""Where events go: Kafka or RabbitMQ, as BACKSTRIDE_EVENTS_URL says.

Each is imported only where it is used, and blocks: it is for a thread of its own.
"""

from __future__ import annotations

from typing import Protocol, Sequence, Tuple

DELIVERY_SECONDS = 10.0
DEFAULT_NAME = "backstride"
KAFKA = "kafka://"
RABBITMQ = ("amqp://", "amqps://")

Message = Tuple[int, str]


class BrokerError(RuntimeError):
    """The broker did not take all of it; what it did take may come again."""


class Broker(Protocol):
    """Takes events."""

    def send(self, messages: Sequence[Message]) -> None:
        """All of them, in order; returns once the broker has them. BrokerError."""

    def close(self) -> None:
        """Nothing is sent any more."""


def is_known(url: str) -> bool:
    """Whether the URL names a kind of broker that there is."""
    return url.startswith((KAFKA, *RABBITMQ))


def broker_for(url: str) -> Broker:
    """The broker of a URL that `is_known`. Connects when something is sent."""
    if url.startswith(KAFKA):
        from bot.dialogue.to_kafka import Kafka  # noqa: PLC0415

        return Kafka(url)
    from bot.dialogue.to_rabbitmq import RabbitMQ  # noqa: PLC0415

    return RabbitMQ(url)
