"""Slack over real HTTP and websockets against a strict stand-in."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from tests.channels.platform_serving import RED_FLAG, WORDING, Bench, slack
from tests.fakes.slack.server import buttons
from tests.fakes.standin import eventually, quiet

pytestmark = pytest.mark.slow
ME, DM, CHANNEL = "U7", "DU7", "C1"


@pytest.fixture(params=["events_api", "socket_mode"])
async def bench(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Bench]:
    """Both ways in which Slack reaches us."""
    async with slack(tmp_path, socket=request.param == "socket_mode") as bench:
        await bench.connected()
        yield bench


@pytest.fixture
async def events(tmp_path: Path) -> AsyncIterator[Bench]:
    """The Events API only."""
    async with slack(tmp_path) as bench:
        await bench.connected()
        yield bench


async def test_a_direct_message_is_answered_in_place_rasa_4811(bench: Bench) -> None:
    for number in range(7):
        bench.fake.say(ME, f"hello {number}")
        await eventually(lambda n=number: len(bench.turns.heard) > n)
    assert await bench.said(7) == [f"heard: hello {number}" for number in range(7)]
    assert bench.turns.heard[0][0] == "slack:T1:U7"


async def test_a_thread_is_answered_in_the_thread_rasa_2774_3085(bench: Bench) -> None:
    bench.fake.say(ME, "hello", ts="9.2", thread="9.1")
    await bench.said(1)
    assert bench.fake.chat(DM)[0]["thread_ts"] == "9.1"


async def test_a_mention_is_answered_in_private_and_noted_in_its_thread_rasa_4811(
    bench: Bench,
) -> None:
    bench.fake.say(ME, "<@UBOT> my hip hurts", channel=CHANNEL, thread="9.1", ts="9.2")
    assert await bench.said(1) == ["heard: my hip hurts"]
    note = await bench.said(1, CHANNEL)
    assert note == [f"<@U7> {WORDING.say('in_private')}"]
    assert bench.fake.chat(CHANNEL)[0]["thread_ts"] == "9.1"
    assert "hip" not in note[0]


async def test_who_takes_no_direct_messages_is_asked_to_write(bench: Bench) -> None:
    bench.fake.closed.add(ME)
    bench.fake.say(ME, "<@UBOT> my hip hurts", channel=CHANNEL)
    assert await bench.said(1, CHANNEL) == [f"<@U7> {WORDING.say('not_reachable')}"]


async def test_only_our_name_is_a_greeting(bench: Bench) -> None:
    bench.fake.say(ME, "<@UBOT>", channel=CHANNEL)
    assert await bench.said(1) == ["heard: hello"]


@pytest.mark.parametrize("reason", ["http_timeout", "http_error"])
async def test_a_retry_of_any_reason_gives_one_reply_rasa_3882_2120_bolt_75(
    events: Bench, reason: str
) -> None:
    body = events.fake.say(ME, "hello")
    await events.said(1)
    for number in "123":
        status, _ = await events.fake.deliveries.post(
            "events_api", body,
            {"X-Slack-Retry-Num": number, "X-Slack-Retry-Reason": reason},
        )  # fmt: skip
        assert status == 200
    await quiet()
    assert events.turns.texts == ["hello"]
    assert len(events.fake.said(DM)) == 1


async def test_deliveries_repeated_though_taken_are_answered_once_rasa_pr_4159(
    bench: Bench,
) -> None:
    bench.fake.deliveries.again = 3
    bench.fake.say(ME, "hello")
    await eventually(lambda: bench.fake.deliveries.again == 0)
    await bench.said(1)
    await quiet()
    assert bench.turns.texts == ["hello"]


async def test_a_retry_after_a_lost_delivery_is_answered_rasa_core_471_1181_bolt_868(
    events: Bench,
) -> None:
    url, events.fake.deliveries.url = events.fake.deliveries.url, "http://127.0.0.1:9"
    events.fake.say(ME, "hello")
    await eventually(lambda: ("events_api", 0) in events.fake.deliveries.log)
    events.fake.deliveries.url = url
    assert await events.said(1) == ["heard: hello"]


async def test_two_events_about_one_message_are_one_message(bench: Bench) -> None:
    """In some channels a mention comes as `message` and as `app_mention`."""
    for _ in range(2):
        bench.fake.say(ME, "<@UBOT> sore", channel=CHANNEL, ts="9.9")
    await bench.said(1, CHANNEL)
    await quiet()
    assert bench.turns.texts == ["sore"]


async def test_an_event_is_acknowledged_before_its_turn_is_done(bench: Bench) -> None:
    bench.fake.say(ME, "slow")
    await eventually(lambda: bench.turns.heard)
    log = bench.fake.deliveries
    await eventually(lambda: log.acknowledged or ("events_api", 200) in log.log)
    assert bench.fake.said(DM) == []
    bench.turns.free.set()
    assert await bench.said(1) == ["heard: slow"]


async def test_the_address_is_verified_in_plain_text(events: Bench) -> None:
    body = {"type": "url_verification", "challenge": "abc", "token": "x"}
    assert await events.fake.deliveries.post("events_api", body) == (200, "abc")


@pytest.mark.parametrize(
    "media", ["application/json; charset=utf-8", "Application/JSON;charset=UTF-8"]
)
async def test_a_media_type_with_parameters_is_understood(
    events: Bench, media: str
) -> None:
    body = events.fake.say(ME, "hello")
    body = {**body, "event_id": "Ev-other", "event": {**body["event"], "ts": "5.5"}}
    status, _ = await events.fake.deliveries.post("events_api", body, media=media)
    assert status == 200
    await eventually(lambda: events.turns.texts == ["hello", "hello"])


async def test_without_a_right_and_fresh_signature_there_is_401(events: Bench) -> None:
    deliveries, body = events.fake.deliveries, '{"type": "event_callback"}'
    right = deliveries.signature(body)
    wrong = [
        {},
        {**right, "X-Slack-Signature": "v0=" + "0" * 64},
        {**right, "X-Slack-Signature": "é"},
        {**right, "X-Slack-Request-Timestamp": "soon"},
        {**right, "X-Slack-Request-Timestamp": "1"},
        deliveries.signature(body, stamp=1),
        deliveries.signature(body + " "),
    ]
    async with httpx.AsyncClient() as client:
        for headers in wrong:
            encoded = {name: value.encode() for name, value in headers.items()}
            encoded["Content-Type"] = b"application/json"
            answer = await client.post(events.url, content=body, headers=encoded)
            assert answer.status_code == 401, headers


async def test_what_is_nothing_of_slack_s_gets_400(events: Bench) -> None:
    async with httpx.AsyncClient() as client:
        for body in ("", "{", "[1]", "\xff"):
            headers = events.fake.deliveries.signature(body)
            headers["Content-Type"] = "application/json"
            answer = await client.post(events.url, content=body, headers=headers)
            assert answer.status_code == 400, body


async def test_system_messages_and_edits_are_never_the_runner_s_words(
    bench: Bench,
) -> None:
    for subtype in (
        "channel_join",
        "message_changed",
        "message_deleted",
        "bot_message",
    ):
        bench.fake.say(ME, "has joined", subtype=subtype)
    bench.fake.say(ME, "hello")
    await bench.said(1)
    await quiet()
    assert bench.turns.texts == ["hello"]


async def test_a_click_works_and_the_message_is_updated_rasa_3376_2244_sdk_41(
    bench: Bench,
) -> None:
    await bench.asked()
    bench.fake.press(ME, "Not sure")
    assert "heard: Not sure" in await bench.said(2)
    await eventually(lambda: not bench.fake.live(DM))
    question = bench.fake.chat(DM)[0]
    chosen = WORDING.say("chosen", choice="Not sure")
    assert [each["type"] for each in question["blocks"]] == ["section", "context"]
    assert question["text"] == f"Well?\n\n{chosen}"


async def test_eight_buttons_appear_rasa_2129_rasa_core_481_sdk_1253(
    bench: Bench,
) -> None:
    titles = [f"Choice {number}" for number in range(8)]
    question = await bench.asked("ask " + "|".join(titles))
    assert [each["text"]["text"] for each in buttons(question)] == titles


async def test_a_second_click_is_not_a_second_answer(bench: Bench) -> None:
    question = await bench.asked()
    for _ in range(3):
        bench.fake.press(ME, "Yes", question)
    await bench.said(2)
    await quiet()
    assert bench.turns.texts == ["ask", "Yes"]


async def test_an_aside_leaves_the_question_open(bench: Bench) -> None:
    await bench.asked()
    bench.fake.command(ME, "help")
    await bench.said(2)
    bench.fake.command(ME, "delete")
    await bench.said(3)
    bench.fake.press(ME, WORDING.say("keep_button"))
    assert WORDING.say("keep") in await bench.said(4)
    bench.fake.press(ME, "Yes", bench.fake.live(DM)[0])
    await eventually(lambda: bench.turns.texts == ["ask", "Yes"])


async def test_a_button_of_a_passed_question_does_not_count(bench: Bench) -> None:
    first = await bench.asked()
    await bench.asked("ask Left|Right")
    bench.fake.press(ME, "Yes", first)
    passed = WORDING.say("passed")
    await eventually(lambda: passed in bench.fake.chat(DM)[0]["text"])
    assert bench.turns.texts == ["ask", "ask Left|Right"]
    assert len(bench.fake.live(DM)) == 1


async def test_a_button_still_works_after_a_restart(tmp_path: Path) -> None:
    async with slack(tmp_path) as bench:
        await bench.connected()
        question = await bench.asked()
    async with slack(tmp_path) as bench:
        await bench.connected()
        bench.fake.posted.append(question)
        bench.fake.press(ME, "Not sure", question)
        await eventually(lambda b=bench: b.turns.texts == ["Not sure"])
        await eventually(lambda b=bench: not b.fake.live(DM))


async def test_what_is_escaped_is_read_as_written(bench: Bench) -> None:
    bench.fake.say(ME, "pain &gt; 6 &amp; rising, see <https://a.example|this>")
    await eventually(lambda: bench.turns.texts == ["pain > 6 & rising, see this"])
    assert await bench.said(1) == ["heard: pain &gt; 6 &amp; rising, see this"]


async def test_a_long_answer_arrives_whole(bench: Bench) -> None:
    bench.fake.say(ME, "long glutes")
    await bench.said(1)
    texts = [
        block["text"]["text"]
        for message in bench.fake.chat(DM)
        for block in message["blocks"]
    ]
    assert sum(text.count("*glutes*") for text in texts) == 320


@pytest.mark.parametrize(
    ("text", "key"), [("help", "help"), ("", "help"), ("PRIVACY", "privacy")]
)
async def test_a_slash_command_is_answered_in_private(
    bench: Bench, text: str, key: str
) -> None:
    bench.fake.command(ME, text)
    await bench.said(1)
    assert WORDING.say(key).split("\n")[0] in bench.fake.said(DM)[0]
    _, body = (await eventually(lambda: bench.fake.answered))[0]
    assert body["response_type"] == "ephemeral"
    assert body["text"] == WORDING.say("in_private")
    assert bench.fake.chat(CHANNEL) == []


async def test_words_after_the_slash_command_are_words(bench: Bench) -> None:
    bench.fake.command(ME, "my hip hurts")
    assert await bench.said(1) == ["heard: my hip hurts"]


async def test_the_slash_command_in_our_own_chat_needs_no_note(bench: Bench) -> None:
    bench.fake.command(ME, "privacy", channel=DM)
    await bench.said(1)
    await quiet()
    assert bench.fake.answered == []


async def test_a_red_flag_in_a_slash_command(bench: Bench) -> None:
    bench.fake.command(ME, RED_FLAG)
    assert "emergency department" in (await bench.said(1))[0]
    _, body = (await eventually(lambda: bench.fake.answered))[0]
    assert "emergency department" in body["text"]


async def test_the_home_welcomes_and_starts(bench: Bench) -> None:
    event = {"type": "app_home_opened", "user": ME, "tab": "home", "channel": DM}
    bench.fake.happens(event)
    view = await eventually(lambda: bench.fake.homes.get(ME))
    assert "112" in str(view) or "emergency" in str(view)
    start = next(
        each for block in view["blocks"] if block["type"] == "actions"
        for each in block["elements"]
    )  # fmt: skip
    bench.fake.pressed(ME, start, "", {"type": "view", "view_id": "V1"}, None)
    assert await bench.said(1) == ["heard: hello"]


async def test_deleting_asks_first_and_then_erases(bench: Bench) -> None:
    sender = "slack:T1:U7"
    bench.kept.people[sender] = {"messages": ["sore"]}
    bench.fake.command(ME, "delete")
    await bench.said(1)
    assert sender in bench.kept.people
    bench.fake.press(ME, WORDING.say("delete_now_button"))
    assert WORDING.say("deleted") in await bench.said(2)
    assert sender not in bench.kept.people
    assert bench.turns.heard == []


async def test_an_export_is_a_file(bench: Bench) -> None:
    bench.kept.people["slack:T1:U7"] = {"messages": ["mein Rücken"]}
    bench.fake.command(ME, "export")
    files = await eventually(lambda: bench.fake.files)
    assert files[0]["channel"] == DM
    assert "mein Rücken" in files[0]["content"]


async def test_a_file_without_words_is_declined(bench: Bench) -> None:
    bench.fake.say(ME, "", subtype="file_share", files=[{"id": "F1"}])
    assert await bench.said(1) == [WORDING.say("only_words")]
    assert bench.turns.heard == []


async def test_words_with_a_file_are_read(bench: Bench) -> None:
    bench.fake.say(ME, "here it hurts", subtype="file_share", files=[{"id": "F1"}])
    text = (await bench.said(1))[0]
    assert text == f"{WORDING.say('words_of_it')}\n\nheard: here it hurts"


async def test_a_red_flag_in_a_direct_message(bench: Bench) -> None:
    await bench.asked()
    bench.fake.say(ME, RED_FLAG)
    assert "emergency department" in (await bench.said(2))[1]
    await eventually(lambda: not bench.fake.live(DM))  # no question follows


async def test_a_red_flag_in_a_public_channel(bench: Bench) -> None:
    bench.fake.say(ME, f"<@UBOT> {RED_FLAG}", channel=CHANNEL, thread="9.1", ts="9.2")
    assert "emergency department" in (await bench.said(1))[0]
    whisper = (await eventually(lambda: bench.fake.whispered))[0]
    assert (whisper["channel"], whisper["user"], whisper["thread_ts"]) == (
        CHANNEL, ME, "9.1",
    )  # fmt: skip
    assert "emergency department" in whisper["text"]
    assert bench.fake.chat(CHANNEL) == []  # nobody else reads a word


async def test_a_red_flag_of_who_takes_no_direct_messages(bench: Bench) -> None:
    bench.fake.closed.add(ME)
    bench.fake.say(ME, f"<@UBOT> {RED_FLAG}", channel=CHANNEL)
    whisper = (await eventually(lambda: bench.fake.whispered))[0]
    assert "emergency department" in whisper["text"]
    await quiet()
    assert len(bench.fake.whispered) == 1


async def test_retry_after_is_honoured(bench: Bench) -> None:
    bench.fake.limit("chat.postMessage", 1)
    bench.fake.say(ME, "hello")
    assert await bench.said(1) == ["heard: hello"]
    assert bench.fake.impatient == 0
    assert len(bench.fake.named("chat.postMessage")) == 2


@pytest.mark.parametrize("socket", [False, True])
async def test_it_starts_with_the_api_away(tmp_path: Path, socket: bool) -> None:
    async with slack(tmp_path, away=True, socket=socket) as bench:
        await eventually(lambda: bench.channel.status()["state"] == "retrying")
        assert "cannot be reached" in bench.channel.status()["problem"]
        bench.fake.away = False
        await bench.connected()
        bench.fake.say(ME, "hello")
        assert await bench.said(1) == ["heard: hello"]


@pytest.mark.parametrize("socket", [False, True])
async def test_a_wrong_token_is_said_and_not_tried_for_ever(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, socket: bool
) -> None:
    wrong = "xoxb-9999-not-the-token"
    async with slack(tmp_path, token=wrong, socket=socket) as bench:
        await eventually(lambda: bench.channel.status()["state"] == "failed")
        assert "invalid_auth" in bench.channel.status()["problem"]
        assert len(bench.fake.calls) == 0
    assert wrong not in caplog.text


async def test_a_socket_that_slack_ends_is_opened_again(tmp_path: Path) -> None:
    async with slack(tmp_path, socket=True) as bench:
        await bench.connected()
        await bench.fake.deliveries.hang_up()
        await eventually(lambda: len(bench.fake.named("apps.connections.open")) > 1)
        await bench.connected()
        bench.fake.say(ME, "hello")
        assert await bench.said(1) == ["heard: hello"]


async def test_neither_token_nor_words_are_logged(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG", "bot")
    caplog.set_level("DEBUG", "slack_sdk")
    async with slack(tmp_path, socket=True) as bench:
        await bench.connected()
        bench.fake.limit("chat.postMessage", 1)
        bench.fake.say(ME, "canarybird hurts")
        await bench.said(1)
        told = [
            each.getMessage()
            for each in caplog.records
            if each.name.startswith(("bot", "slack_sdk"))
        ]
        assert any("ratelimited" in each for each in told)
        assert not any("canarybird" in each for each in told)
        assert not any("xoxb" in each or "xapp" in each for each in told)


async def test_words_arrive_when_the_blocks_are_not_taken(
    events: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Our blocks are right as far as we know; if not, the words still arrive."""
    monkeypatch.setattr("tests.fakes.slack.rules._CHECKS", {})
    events.fake.say(ME, "hello")
    assert await events.said(1) == ["heard: hello"]
    assert "blocks" not in events.fake.chat(DM)[0]


async def test_the_stand_in_is_strict(events: Bench) -> None:
    """So that a mistake of ours would not go unseen."""
    button = {"type": "button", "action_id": "a", "value": "v",
              "text": {"type": "plain_text", "text": "x" * 76}}  # fmt: skip
    wrong = {
        "invalid_blocks": {"blocks": [{"type": "actions", "elements": [button]}]},
        "msg_too_long": {"text": "x" * 40_001},
        "no_text": {"text": ""},
        "text_not_escaped": {"text": "a & b"},
        "invalid_arguments": {"as_user": True},
    }
    headers = {"Authorization": f"Bearer {events.fake.BOT_TOKEN}"}
    async with httpx.AsyncClient(headers=headers) as client:
        for problem, given in wrong.items():
            body = {"channel": DM, "text": "x", **given}
            answer = await client.post(
                f"{events.fake.url}/api/chat.postMessage", json=body
            )
            assert answer.json() == {"ok": False, "error": problem}
