"""
Face detection as a user of Python may write it: OpenCV behind http.server, a thread for each connection.
`python3 server.py YUNET.onnx` says on standard output where it listens, and ends with its standard input.

POST /recognitions  an image: {"faces": N}; it names nobody
"""

import json
import os
import queue
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

try:
    import cv2
    import numpy as np
except ImportError as missing:
    sys.exit(f"{sys.executable} has no {missing.name} (Debian: python3-opencv)")

from yunet import YuNet, with_fixed_input

# A network works for one thread at a time: as many of them as there are cores, each on one.
CORES = os.cpu_count() or 1
idle_detectors = queue.SimpleQueue()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"  # connections stay
    disable_nagle_algorithm = True  # else each body waits for the acknowledgement of its header

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        image = cv2.imdecode(np.frombuffer(body, np.uint8), cv2.IMREAD_COLOR)
        if image is None:
            return self.answer(422, {"error": "no image"})
        detector = idle_detectors.get()
        try:
            faces = detector.faces_in(image)
        finally:
            idle_detectors.put(detector)
        self.answer(200, {"faces": faces})

    def answer(self, status, content):
        body = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class Server(ThreadingHTTPServer):
    request_queue_size = 128  # many clients may come at once


def main():
    cv2.setNumThreads(1)
    with open(sys.argv[1], "rb") as file:
        model = with_fixed_input(file.read())
    for _ in range(CORES):
        idle_detectors.put(YuNet(model))
    server = Server(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(json.dumps({"port": server.server_port, "version": cv2.__version__}), flush=True)
    sys.stdin.read()


try:
    main()
except (OSError, ValueError, cv2.error) as error:
    sys.exit(str(error))
