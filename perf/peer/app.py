"""The same service as teams write it today: FastAPI, Redis for sessions, httpx for the vendor, uvicorn workers.

Kept at the last stage of what is usually done for speed: uvloop and httptools, one shared HTTP client, pipelined
Redis calls, an in-process cache of ready answers. Variables: PORT, REDIS_SOCKET, JWT_SECRET, LLM_URL ('' answers
from the cache), READY_TEXT (the answer that is ready).
"""

import json
import os
import re
import time
import uuid

import httpx
import jwt
import redis.asyncio as redis
from fastapi import FastAPI, Header, HTTPException
from pydantic import BaseModel, Field

JWT_SECRET = os.environ["JWT_SECRET"]
LLM_URL = os.environ.get("LLM_URL", "")
READY_TEXT = os.environ.get("READY_TEXT", "您可以在“我的订单”里查看物流进度，如需帮助可转人工客服。")
HISTORY_TURNS = 10
TTL_S = 1800
SYSTEM_PROMPT = "你是电商客服，请根据已知信息简洁回答，不承诺时效和金额。"

MASKS = [
    (re.compile(r"(?<!\d)(1[3-9]\d)\d{4}(\d{4})(?!\d)"), r"\1****\2"),
    (re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)"), "******************"),
    (re.compile(r"(?<!\d)\d{16,19}(?!\d)"), "****************"),
    (re.compile(r"([A-Za-z0-9._-])[A-Za-z0-9._-]*@([A-Za-z0-9.-]+\.[A-Za-z]{2,})"), r"\1***@\2"),
]

app = FastAPI()


class Ask(BaseModel):
    text: str = Field(min_length=1, max_length=2000)
    dialog_id: str | None = Field(default=None, regex=r"^[0-9a-f]{32}$")


@app.on_event("startup")
async def open_clients():
    app.state.redis = redis.Redis(unix_socket_path=os.environ["REDIS_SOCKET"], decode_responses=True)
    limits = httpx.Limits(max_connections=100, max_keepalive_connections=100)
    app.state.vendor = httpx.AsyncClient(limits=limits, timeout=5.0)


@app.on_event("shutdown")
async def close_clients():
    await app.state.vendor.aclose()
    await app.state.redis.close()


@app.post("/chat")
async def chat(ask: Ask, authorization: str = Header(default="")):
    started = time.perf_counter()
    uid = verify(authorization)
    dialog_id = ask.dialog_id or uuid.uuid4().hex
    key = f"dialog:{uid}:{dialog_id}"
    lock = app.state.redis.lock(f"{key}:lock", timeout=17, sleep=0.05)
    async with lock:
        text = mask(ask.text)
        history = [json.loads(turn) for turn in await app.state.redis.lrange(key, -HISTORY_TURNS, -1)]
        answer, source = await find_answer(history, text)
        async with app.state.redis.pipeline(transaction=True) as pipe:
            pipe.rpush(key, json.dumps({"text": text, "answer": answer}, ensure_ascii=False))
            pipe.ltrim(key, -50, -1)
            pipe.expire(key, TTL_S)
            seq, _, _ = await pipe.execute()
    cost_ms = round((time.perf_counter() - started) * 1000)
    return {"dialog_id": dialog_id, "seq": seq, "answer": answer, "source": source, "cost_ms": cost_ms}


def verify(authorization: str) -> str:
    try:
        return jwt.decode(authorization.removeprefix("Bearer "), JWT_SECRET, algorithms=["HS256"])["sub"]
    except (jwt.PyJWTError, KeyError) as fault:
        raise HTTPException(status_code=401) from fault


def mask(text: str) -> str:
    for pattern, shape in MASKS:
        text = pattern.sub(shape, text)
    return text


async def find_answer(history: list, text: str) -> tuple[str, str]:
    if not LLM_URL:
        return READY_TEXT, "hot"
    messages = [{"role": "system", "content": SYSTEM_PROMPT}]
    for turn in history:
        messages.append({"role": "user", "content": turn["text"]})
        messages.append({"role": "assistant", "content": turn["answer"]})
    messages.append({"role": "user", "content": text})
    body = {"model": "m", "messages": messages, "max_tokens": 200, "temperature": 0.3}
    response = await app.state.vendor.post(f"{LLM_URL}/chat/completions", json=body)
    response.raise_for_status()
    return mask(response.json()["choices"][0]["message"]["content"]), "llm"
