"""Serves app.py with two uvicorn workers on a free port of the loopback address and says which one."""

import json
import os
import sys

import uvicorn
from uvicorn.supervisors import Multiprocess

if __name__ == "__main__":
    os.chdir(os.path.dirname(os.path.abspath(__file__)))
    sys.path.insert(0, os.getcwd())
    config = uvicorn.Config(
        "app:app", host="127.0.0.1", port=0, workers=2, loop="uvloop", http="httptools", log_level="error", access_log=False
    )
    server = uvicorn.Server(config)
    socket = config.bind_socket()
    print(json.dumps({"msg": "ready", "port": socket.getsockname()[1]}), flush=True)
    Multiprocess(config, target=server.run, sockets=[socket]).run()
