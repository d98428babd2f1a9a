"""Events to Kafka: in order within a conversation, acknowledged by the brokers."""

from __future__ import annotations

import json
from typing import Any, List, Sequence
from urllib.parse import urlsplit

from confluent_kafka import KafkaException, Producer

from bot.dialogue import brokers
from bot.dialogue.brokers import DEFAULT_NAME, BrokerError, Message


class Kafka:
    """`kafka://host:port,host:port/topic`."""

    def __init__(self, url: str, **options: Any) -> None:
        """Connects when something is sent."""
        parts = urlsplit(url)
        self._topic = parts.path.strip("/") or DEFAULT_NAME
        self._producer = Producer(
            {
                "bootstrap.servers": parts.netloc,
                "client.id": "backstride",
                "enable.idempotence": True,
                "message.timeout.ms": int(brokers.DELIVERY_SECONDS * 1000),
                "log_level": 0,
                **options,
            }
        )

    def send(self, messages: Sequence[Message]) -> None:
        """All of them, in order; returns once the broker has them. BrokerError."""
        failed: List[str] = []

        def delivered(error: Any, _message: Any) -> None:
            if error is not None:
                failed.append(str(error.name()))

        for id_, body in messages:
            event = {"id": id_, **json.loads(body)}
            try:
                self._producer.produce(
                    self._topic,
                    json.dumps(event),
                    key=str(event.get("sender_id", "")),  # one conversation, one order
                    on_delivery=delivered,
                )
            except (KafkaException, BufferError) as error:
                failed.append(type(error).__name__)
        left = self._producer.flush(brokers.DELIVERY_SECONDS + 1)
        if failed or left:
            raise BrokerError(failed[0] if failed else "no answer in time")

    def close(self) -> None:
        """Nothing is left to be sent after `send`."""
