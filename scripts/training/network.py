"""The refiner: a flow and what it leaves unexplained, to a better flow and the visibility of every cell."""
import torch
from torch import nn
from torch.nn import functional

# colours of a (3), b along the flow (3), flow (2), flow there and back (2), difference of colours (1)
CHANNELS = 11
WIDTHS = (32, 64, 96)
# Cells of motion that are about one unit inside the network.
UNIT = 8.0


class Refiner(nn.Module):
    """Inputs: (n, 11, h, w), sides multiples of 8. Outputs: (n, 3, h, w): change of u and v in UNITs, visibility logit."""

    def __init__(self, widths=WIDTHS):
        super().__init__()
        one, two, three = widths
        self.down1 = nn.Conv2d(CHANNELS, one, 3, 2, 1)
        self.down2 = nn.Conv2d(one, two, 3, 2, 1)
        self.down3 = nn.Conv2d(two, three, 3, 2, 1)
        self.deep1 = nn.Conv2d(three, three, 3, 1, 1)
        self.deep2 = nn.Conv2d(three, three, 3, 1, 1)
        self.up3 = nn.Conv2d(three + two, two, 3, 1, 1)
        self.up2 = nn.Conv2d(two + one, one, 3, 1, 1)
        self.up1 = nn.Conv2d(one + CHANNELS, one, 3, 1, 1)
        self.last = nn.Conv2d(one, 3, 3, 1, 1)

    def forward(self, x):
        act = lambda value: functional.leaky_relu(value, 0.1)
        grow = lambda value: functional.interpolate(value, scale_factor=2, mode="nearest")
        a = act(self.down1(x))
        b = act(self.down2(a))
        c = act(self.down3(b))
        d = c + act(self.deep2(act(self.deep1(c))))
        d = act(self.up3(torch.cat([grow(d), b], 1)))
        d = act(self.up2(torch.cat([grow(d), a], 1)))
        d = act(self.up1(torch.cat([grow(d), x], 1)))
        return self.last(d)


def along(values, flow):
    """`values` (n, c, h, w) read where `flow` (n, 2, h, w, cells) points, bilinear."""
    n, _, h, w = flow.shape
    ys, xs = torch.meshgrid(torch.arange(h), torch.arange(w), indexing="ij")
    x = (xs + flow[:, 0]) * (2 / max(1, w - 1)) - 1
    y = (ys + flow[:, 1]) * (2 / max(1, h - 1)) - 1
    grid = torch.stack([x, y], 3)
    return functional.grid_sample(values, grid, padding_mode="border", align_corners=True)


def inputs_of(a, b, forth, back):
    """Colours 0..1 (n, 3, h, w) and both flows (n, 2, h, w, cells) to what the network reads."""
    moved = along(b, forth)
    round_trip = forth + along(back, forth)
    difference = (a - moved).abs().mean(1, keepdim=True)
    return torch.cat([a - 0.5, moved - 0.5, forth / UNIT, round_trip / UNIT, difference], 1)
