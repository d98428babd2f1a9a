"""Telegram over real HTTP against a strict stand-in; the gateway is the real one."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from bot.channels.chat.commands import TYPED
from tests.channels.platform_serving import RED_FLAG, WORDING, Bench, telegram
from tests.fakes.standin import eventually, quiet

pytestmark = pytest.mark.slow
ME, GROUP = 7, -30


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Bench]:
    """Long polling, as it is without a public address."""
    async with telegram(tmp_path) as bench:
        await bench.connected()
        yield bench


@pytest.fixture
async def hooked(tmp_path: Path) -> AsyncIterator[Bench]:
    """A webhook."""
    async with telegram(tmp_path, webhook=True) as bench:
        await eventually(lambda: bench.fake.webhook)
        yield bench


async def test_every_update_is_answered_rasa_10963_pr_11818(bench: Bench) -> None:
    for number in range(7):
        bench.fake.say(ME, f"hello {number}")
    assert await bench.said(7) == [f"heard: hello {number}" for number in range(7)]


async def test_every_webhook_update_gets_200_rasa_10963_pr_11818(hooked: Bench) -> None:
    for number in range(7):
        hooked.fake.say(ME, f"hello {number}")
    await hooked.said(7)
    assert [status for _, status in hooked.fake.deliveries] == [200] * 7


async def test_odd_updates_get_200_and_no_words_rasa_5864(hooked: Bench) -> None:
    for odd in (
        {"my_chat_member": {"chat": {"id": ME}, "from": {"id": ME}}},
        {"channel_post": {"message_id": 1, "text": "hello", "chat": {"id": -1}}},
        {"poll": {"id": "1"}},
        {"message": {"from": {"id": ME}, "text": 5, "chat": {}}},
        {"message": "hello"},
        {"callback_query": {"id": "1", "from": {"id": ME}}},
    ):
        hooked.fake.happens(**odd)
    await eventually(lambda: len(hooked.fake.deliveries) == 6)
    assert {status for _, status in hooked.fake.deliveries} == {200}
    await quiet()
    assert hooked.turns.heard == []
    assert hooked.fake.said(ME) == []


@pytest.mark.parametrize("secret", [None, "", "wrong", "a-secret-of-tests-123é"])
async def test_without_the_secret_there_is_403(hooked: Bench, secret: str) -> None:
    headers = {"X-Telegram-Bot-Api-Secret-Token": secret.encode()} if secret else {}
    update = {"update_id": 1, "message": {"text": "hello", "from": {"id": ME}}}
    async with httpx.AsyncClient() as client:
        answer = await client.post(hooked.url, json=update, headers=headers)
    assert answer.status_code == 403
    assert hooked.turns.heard == []


async def test_what_is_no_update_gets_400(hooked: Bench) -> None:
    headers = {"X-Telegram-Bot-Api-Secret-Token": "a-secret-of-tests-1234"}
    async with httpx.AsyncClient() as client:
        for body in (b"", b"[1]", b"{", b"\xff"):
            answer = await client.post(hooked.url, content=body, headers=headers)
            assert answer.status_code == 400


async def test_an_update_is_acknowledged_before_its_turn_is_done(hooked: Bench) -> None:
    hooked.fake.say(ME, "slow")
    await eventually(lambda: hooked.turns.heard)
    assert await eventually(lambda: hooked.fake.deliveries)
    assert hooked.fake.said(ME) == []
    hooked.turns.free.set()
    assert await hooked.said(1) == ["heard: slow"]


@pytest.mark.parametrize("webhook", [False, True])
async def test_an_update_that_comes_again_is_answered_once(
    tmp_path: Path, webhook: bool
) -> None:
    async with telegram(tmp_path, webhook=webhook) as bench:
        await bench.connected()
        update = bench.fake.say(ME, "hello")
        bench.fake.send(update)
        await bench.said(1)
        bench.fake.send(update)
        await quiet()
        assert bench.turns.texts == ["hello"]
        assert len(bench.fake.said(ME)) == 1


async def test_it_starts_with_the_api_away_rasa_4128_10666_pr_13040(
    tmp_path: Path,
) -> None:
    for webhook in (False, True):
        async with telegram(tmp_path, away=True, webhook=webhook) as bench:
            await eventually(lambda b=bench: b.channel.status()["state"] == "retrying")
            assert "cannot be reached" in bench.channel.status()["problem"]
            bench.fake.away = False
            await bench.connected()
            await eventually(lambda b=bench, w=webhook: not w or b.fake.webhook)
            bench.fake.say(ME, "hello")
            assert await bench.said(1) == ["heard: hello"]


async def test_a_wrong_token_is_said_and_not_tried_for_ever(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    wrong = "123456:not-the-token-of-this-bot"
    async with telegram(tmp_path, token=wrong) as bench:
        await eventually(lambda: bench.channel.status()["state"] == "failed")
        assert "401 Unauthorized" in bench.channel.status()["problem"]
    assert "401 Unauthorized" in caplog.text
    assert wrong not in caplog.text


async def test_no_token_and_no_words_in_the_log(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG", "bot")
    async with telegram(tmp_path) as bench:
        await bench.connected()
        bench.fake.away = True
        await eventually(lambda: bench.channel.status()["state"] == "retrying")
        bench.fake.away = False
        bench.fake.say(ME, "canarybird hurts")
        await bench.said(1)
        ours = [each for each in caplog.records if each.name.startswith("bot")]
        told = " ".join(each.getMessage() for each in ours)
        assert bench.fake.TOKEN not in told
        assert "canarybird" not in told
        assert "cannot be reached" in told


async def test_429_is_honoured(bench: Bench) -> None:
    bench.fake.limit("sendMessage", 1)
    bench.fake.say(ME, "hello")
    assert await bench.said(1) == ["heard: hello"]
    assert bench.fake.impatient == 0
    assert len(bench.fake.named("sendMessage")) == 2


async def test_polling_ends_a_webhook_that_is_still_set(tmp_path: Path) -> None:
    async with telegram(tmp_path) as bench:
        await bench.connected()
        bench.fake.webhook = {"url": "https://old.example", "secret_token": "x"}
        await eventually(lambda: "409" in bench.channel.status().get("problem", ""))
        assert bench.channel.status()["state"] == "retrying"
        bench.fake.webhook = None  # its owner takes it away
        bench.fake.say(ME, "hello")
        assert await bench.said(1) == ["heard: hello"]
    async with telegram(tmp_path) as bench:
        assert await eventually(lambda b=bench: b.fake.named("deleteWebhook")) == [{}]


async def test_what_was_taken_is_confirmed_at_the_end(tmp_path: Path) -> None:
    async with telegram(tmp_path) as bench:
        bench.fake.say(ME, "hello")
        await bench.said(1)
        await bench.channel.stop()
        assert bench.fake._updates == []
        assert bench.channel.status()["state"] == "stopped"


async def test_a_press_is_acknowledged_and_its_buttons_go(bench: Bench) -> None:
    question = await bench.asked()
    press = bench.fake.press(ME, "Not sure")
    assert "heard: Not sure" in await bench.said(2)
    await eventually(lambda: bench.fake.presses[press] == "")
    await eventually(lambda: not bench.fake.live(ME))
    after = bench.fake.messages[ME, question["message_id"]]
    assert after["text"] == f"Well?\n\n{WORDING.say('chosen', choice='Not sure')}"


async def test_a_button_with_100_bytes_works_rasa_4041(bench: Bench) -> None:
    payload = "é" * 50
    await bench.asked(f"ask {payload}|No")
    bench.fake.press(ME, payload)
    await eventually(lambda: payload in bench.turns.texts)


async def test_a_second_press_is_not_a_second_answer(bench: Bench) -> None:
    question = await bench.asked()
    presses = [bench.fake.press(ME, "Yes", question) for _ in range(3)]
    await eventually(lambda: all(bench.fake.presses[p] is not None for p in presses))
    await bench.said(2)
    assert bench.turns.texts == ["ask", "Yes"]
    assert (
        sorted(bench.fake.presses[p] for p in presses)[1:]
        == [WORDING.say("passed")] * 2
    )


async def test_an_aside_leaves_the_question_open(bench: Bench) -> None:
    await bench.asked()
    bench.fake.say(ME, "/help")
    await bench.said(2)
    bench.fake.say(ME, "/delete")
    await bench.said(3)
    bench.fake.press(ME, WORDING.say("keep_button"))
    assert WORDING.say("keep") in await bench.said(4)
    bench.fake.press(ME, "Yes", bench.fake.live(ME)[0])
    await eventually(lambda: bench.turns.texts == ["ask", "Yes"])


async def test_a_button_of_a_passed_question_does_not_count(bench: Bench) -> None:
    first = await bench.asked()
    await bench.asked("ask Left|Right")
    press = bench.fake.press(ME, "Yes", first)
    await eventually(lambda: bench.fake.presses[press] == WORDING.say("passed"))
    assert "Yes" not in bench.turns.texts
    assert len(bench.fake.live(ME)) == 1


async def test_a_button_still_works_after_a_restart(tmp_path: Path) -> None:
    async with telegram(tmp_path) as bench:
        question = await bench.asked("ask Yes|No|Not sure")
    async with telegram(tmp_path) as bench:
        key = ME, question["message_id"]
        bench.fake.messages[key] = question
        bench.fake.press(ME, "Not sure", question)
        await eventually(lambda: bench.turns.texts == ["Not sure"])


async def test_a_button_that_nobody_knows_any_more_says_so(bench: Bench) -> None:
    old = {"message_id": 3, "date": 0, "chat": {"id": ME, "type": "private"}}
    query = {"id": "q-old", "from": {"id": ME}, "message": old, "data": "say:ffff"}
    bench.fake.presses["q-old"] = None
    bench.fake.happens(callback_query=query)
    wanted = WORDING.say("no_longer_known")
    await eventually(lambda: bench.fake.presses["q-old"] == wanted)
    assert bench.turns.heard == []


async def test_a_long_answer_is_cut_and_keeps_its_bold_words(bench: Bench) -> None:
    bench.fake.say(ME, "long glutes")
    texts = await bench.said(4)
    assert sum(text.count("glutes") for text in texts) == 320
    first = bench.fake.chat(ME)[1]
    assert {each["type"] for each in first["entities"]} == {"bold"}
    assert "<here> & there" in first["text"]


async def test_the_commands_are_announced_and_answered(bench: Bench) -> None:
    await eventually(lambda: bench.fake.commands)
    names = [each["command"] for each in bench.fake.commands]
    assert names == [each.value for each in TYPED]
    for key in ("help", "stop", "privacy"):
        bench.fake.say(ME, f"/{key}")
    texts = await bench.said(3)
    assert texts == [WORDING.say(key) for key in ("help", "stop", "privacy")]
    bench.fake.say(ME, "/restart")
    bench.fake.say(ME, "/start")
    assert (await bench.said(5))[3:] == ["heard: start over", "heard: hello"]


async def test_a_red_flag_behind_a_command_is_not_a_command(bench: Bench) -> None:
    bench.fake.say(ME, f"/stop {RED_FLAG}")
    assert "112" in (await bench.said(1))[0]


async def test_deleting_asks_first_and_then_erases(bench: Bench) -> None:
    sender = f"telegram:{ME}"
    bench.kept.people[sender] = {"messages": ["sore"]}
    bench.fake.say(ME, "/delete")
    assert await bench.said(1) == [WORDING.say("delete")]
    assert sender in bench.kept.people
    bench.fake.press(ME, WORDING.say("delete_now_button"))
    assert WORDING.say("deleted") in await bench.said(2)
    assert sender not in bench.kept.people
    assert bench.turns.heard == []


async def test_keeping_keeps_and_a_failure_is_said(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    bench.kept.people[f"telegram:{ME}"] = {"messages": ["sore"]}
    bench.fake.say(ME, "/delete")
    await bench.said(1)
    bench.fake.press(ME, WORDING.say("keep_button"))
    assert WORDING.say("keep") in await bench.said(2)
    bench.kept.fails = True
    bench.fake.say(ME, "/delete")
    await bench.said(3)
    bench.fake.press(ME, WORDING.say("delete_now_button"))
    assert WORDING.say("delete_failed") in await bench.said(4)
    bench.fake.say(ME, "/export")
    assert WORDING.say("export_failed") in await bench.said(5)
    assert "canarybird" not in caplog.text
    assert f"telegram:{ME}" in bench.kept.people


async def test_an_export_is_a_file(bench: Bench) -> None:
    bench.fake.say(ME, "/export")
    assert await bench.said(1) == [WORDING.say("export_nothing")]
    bench.kept.people[f"telegram:{ME}"] = {"messages": ["mein Rücken"]}
    bench.fake.say(ME, "/export")
    files = await eventually(
        lambda: [each for each in bench.fake.chat(ME) if "document" in each]
    )
    assert "mein Rücken" in files[0]["document"]


@pytest.mark.parametrize("kind", ["voice", "photo", "sticker", "video", "document"])
async def test_what_holds_no_words_is_declined(bench: Bench, kind: str) -> None:
    bench.fake.say(ME, **{kind: {"file_id": "x"}})
    assert await bench.said(1) == [WORDING.say("only_words")]
    assert bench.turns.heard == []


async def test_a_caption_is_read_and_the_picture_is_not(bench: Bench) -> None:
    bench.fake.say(ME, photo=[{"file_id": "x"}], caption="here it hurts")
    text = (await bench.said(1))[0]
    assert text == f"{WORDING.say('words_of_it')}\n\nheard: here it hurts"


async def test_a_red_flag_in_a_caption_is_answered(bench: Bench) -> None:
    bench.fake.say(ME, photo=[{"file_id": "x"}], caption=RED_FLAG)
    text = (await bench.said(1))[0]
    assert "112" in text
    assert WORDING.say("words_of_it") not in text


async def test_an_edit_that_changes_nothing_is_let_go(bench: Bench) -> None:
    message = bench.fake.say(ME, "my left hip hurts since May")["message"]
    await bench.said(1)
    bench.fake.edit(ME, message, "my left hip hurts since May")
    await quiet()
    assert bench.turns.texts == ["my left hip hurts since May"]


async def test_a_corrected_sentence_is_heard_once(bench: Bench) -> None:
    message = bench.fake.say(ME, "my left hip hurts since May")["message"]
    await bench.said(1)
    edit = bench.fake.edit(ME, message, "my right hip hurts since May")
    bench.fake.send(edit)
    await bench.said(2)
    await quiet()
    assert bench.turns.texts[1:] == ["my right hip hurts since May"]


async def test_a_corrected_yes_is_not_put_to_the_wrong_question(bench: Bench) -> None:
    message = bench.fake.say(ME, "no")["message"]
    await bench.said(1)
    bench.fake.edit(ME, message, "yes")
    assert (await bench.said(2))[1] == WORDING.say("edited")
    assert bench.turns.texts == ["no"]


async def test_a_short_correction_that_raises_a_red_flag_is_answered(
    bench: Bench,
) -> None:
    message = bench.fake.say(ME, "my knee hurts")["message"]
    await bench.said(1)
    bench.fake.edit(ME, message, "I wet myself")
    assert WORDING.say("edited") not in await bench.said(2)


async def test_a_group_gets_no_word_about_health(bench: Bench) -> None:
    bench.fake.say(ME, "@backstride_bot my hip hurts", chat=GROUP)
    assert await bench.said(1) == ["heard: my hip hurts"]
    assert await bench.said(1, GROUP) == [WORDING.say("in_private")]
    reply = bench.fake.chat(GROUP)[-1]["reply_parameters"]["message_id"]
    assert reply == bench.fake.chat(GROUP)[0]["message_id"]


async def test_who_has_no_private_chat_yet_is_invited(bench: Bench) -> None:
    bench.fake.unknown.add(ME)
    bench.fake.say(ME, "@backstride_bot my hip hurts", chat=GROUP)
    assert await bench.said(1, GROUP) == [WORDING.say("write_to_me")]
    key = bench.fake.chat(GROUP)[-1]["reply_markup"]["inline_keyboard"][0][0]
    assert key["url"].startswith("https://t.me/backstride_bot")


async def test_people_of_a_group_have_a_conversation_each(bench: Bench) -> None:
    for user in (7, 8):
        bench.fake.say(user, f"@backstride_bot I am {user}", chat=GROUP)
    await bench.said(2, GROUP)
    assert sorted(bench.turns.heard) == [
        ("telegram:7", "I am 7"), ("telegram:8", "I am 8"),
    ]  # fmt: skip
    assert bench.fake.said(8) == ["heard: I am 8"]


async def test_a_group_s_own_talk_is_not_heard(bench: Bench) -> None:
    bench.fake.say(ME, "my hip hurts", chat=GROUP)
    await quiet()
    assert bench.turns.heard == []
    assert bench.fake.said(GROUP) == []


async def test_a_red_flag_in_a_private_chat(bench: Bench) -> None:
    await bench.asked()
    bench.fake.say(ME, RED_FLAG)
    await eventually(lambda: not bench.fake.live(ME))  # no question follows
    text = (await bench.said(2))[-1]
    assert "emergency department" in text
    assert {each["type"] for each in bench.fake.chat(ME)[-1]["entities"]} == {"bold"}


async def test_a_red_flag_in_a_group(bench: Bench) -> None:
    bench.fake.say(ME, f"@backstride_bot {RED_FLAG}", chat=GROUP)
    assert "emergency department" in (await bench.said(1))[0]
    assert await bench.said(1, GROUP) == [WORDING.say("in_private_urgent")]


async def test_a_red_flag_in_a_group_of_who_has_no_private_chat(bench: Bench) -> None:
    bench.fake.unknown.add(ME)
    bench.fake.say(ME, f"@backstride_bot {RED_FLAG}", chat=GROUP)
    assert "emergency department" in (await bench.said(1, GROUP))[0]


async def test_a_red_flag_in_a_group_while_private_messages_wait(bench: Bench) -> None:
    bench.fake.limit("sendMessage", 4)
    bench.fake.say(ME, f"@backstride_bot {RED_FLAG}", chat=GROUP)
    assert "emergency department" in (await bench.said(1, GROUP))[0]
    assert "emergency department" in (await bench.said(1))[0]


async def test_one_slow_runner_holds_up_nobody_else(bench: Bench) -> None:
    bench.fake.say(ME, "slow")
    await eventually(lambda: bench.turns.heard)
    bench.fake.say(8, "hello")
    assert await bench.said(1, 8) == ["heard: hello"]
    bench.turns.free.set()
    await bench.said(1)


async def test_text_comes_back_as_plain_when_the_html_is_not_taken(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Our HTML is right as far as we know; if not, the words still arrive."""
    monkeypatch.setattr("bot.channels.telegram.delivery.html", "<x>{}".format)
    bench.fake.say(ME, "hello")
    assert await bench.said(1) == ["heard: hello"]


async def test_the_stand_in_is_strict(bench: Bench) -> None:
    """So that a mistake of ours would not go unseen."""
    api = f"{bench.fake.url}/bot{bench.fake.TOKEN}/sendMessage"
    key = {"text": "x", "callback_data": "x" * 65}
    wrong = {
        "BUTTON_DATA_INVALID": {"reply_markup": {"inline_keyboard": [[key]]}},
        "message is too long": {"text": "x" * 4097},
        "can't parse entities": {"text": "<b>x", "parse_mode": "HTML"},
        "unknown parameters": {"nonsense": 1},
    }
    async with httpx.AsyncClient() as client:
        for problem, given in wrong.items():
            body = {"chat_id": ME, "text": "x", **given}
            answer = await client.post(api, json=body)
            assert answer.status_code == 400
            assert problem in answer.json()["description"]


async def test_a_second_copy_is_seen_in_the_state(bench: Bench) -> None:
    api = f"{bench.fake.url}/bot{bench.fake.TOKEN}/getUpdates"
    async with httpx.AsyncClient() as client:
        for _ in range(2):
            await client.post(api, json={"timeout": 1})
            if "problem" in bench.channel.status():
                break
    await bench.connected()
    bench.fake.say(ME, "hello")
    assert await bench.said(1) == ["heard: hello"]
