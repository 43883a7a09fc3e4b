"""YuNet in OpenCV. Not by cv2.FaceDetectorYN: that of OpenCV 4.5 to 4.7 is for an older YuNet with other outputs."""

import cv2
import numpy as np

SIDE = 320
STRIDES = (8, 16, 32)
OUTPUTS = [f"{kind}_{stride}" for kind in ("cls", "obj", "bbox") for stride in STRIDES]
# The defaults of cv2.FaceDetectorYN.
MIN_SCORE = 0.9
MAX_OVERLAP = 0.3


def with_fixed_input(model: bytes) -> bytes:
    """OpenCV reads no network whose input may have any size. The new sizes take exactly the room of the names they replace."""
    for name, size in ((b"batch", 1), (b"height", SIDE), (b"width", SIDE)):
        dim_param = b"\x12" + bytes([len(name)]) + name
        if dim_param not in model:
            raise ValueError(f"the network's input has no {name.decode()}")
        model = model.replace(dim_param, b"\x08" + padded_varint(size, len(name) + 1))
    return model


def padded_varint(value: int, length: int) -> bytes:
    """A number of protobuf's in more bytes than it needs, which every reader takes."""
    groups = [(value >> (7 * index)) & 0x7F for index in range(length)]
    return bytes([group | 0x80 for group in groups[:-1]] + [groups[-1]])


class YuNet:
    """Finds faces; one thread at a time."""

    def __init__(self, fixed_model: bytes):
        self.net = cv2.dnn.readNetFromONNX(np.frombuffer(fixed_model, np.uint8))

    def faces_in(self, image) -> int:
        height, width = image.shape[:2]
        scale = SIDE / max(height, width)
        image = cv2.resize(image, (max(1, round(width * scale)), max(1, round(height * scale))))
        height, width = image.shape[:2]
        square = cv2.copyMakeBorder(image, 0, SIDE - height, 0, SIDE - width, cv2.BORDER_CONSTANT)
        self.net.setInput(cv2.dnn.blobFromImage(square))
        outputs = dict(zip(OUTPUTS, self.net.forward(OUTPUTS)))
        boxes, scores = [], []
        for stride in STRIDES:
            cls, obj = (np.clip(outputs[f"{kind}_{stride}"].ravel(), 0, 1) for kind in ("cls", "obj"))
            score = np.sqrt(cls * obj)
            cells = np.nonzero(score >= MIN_SCORE)[0]
            bbox = outputs[f"bbox_{stride}"].reshape(-1, 4)[cells]
            rows, columns = np.divmod(cells, SIDE // stride)
            sizes = np.exp(bbox[:, 2:]) * stride
            corners = (np.stack([columns, rows], axis=1) + bbox[:, :2]) * stride - sizes / 2
            boxes.extend(np.hstack([corners, sizes]).tolist())
            scores.extend(score[cells].tolist())
        return len(cv2.dnn.NMSBoxes(boxes, scores, MIN_SCORE, MAX_OVERLAP))
