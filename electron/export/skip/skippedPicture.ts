import { BitWriter } from './bits.ts';
import { nalTypes } from './nal.ts';
import { writeSkippedMacroblocks } from './skippedMacroblocks.ts';
import type { SliceHeader } from './sliceHeader.ts';

/** At the coarsest quantiser the context of mb_skip_flag starts nearly sure of a skip. Nothing is quantised. */
const coarsest = 51;

/**
 * A reference picture whose every macroblock is P_Skip: what a decoder shows for it is, bit for bit, the picture before it.
 * Where all neighbours are skipped or missing, the motion of P_Skip is zero (H.264 8.4.1.1), and nothing is filtered. Unescaped,
 * a whole unit; some 40 bytes for 1080p. `like` is the header of the picture it repeats. Its number is 0, and stands at
 * `frameNumAt`, in bits.
 */
export function skippedPicture(like: SliceHeader): {
  readonly payload: Uint8Array;
  readonly frameNumAt: number;
} {
  const { picture, sequence, importance } = like;
  const out = new BitWriter();
  out.bits((importance << 5) | nalTypes.slice, 8);
  out.unsigned(0); // first_mb_in_slice
  out.unsigned(0); // slice_type: P
  out.unsigned(picture.id);
  const frameNumAt = out.at;
  out.bits(0, sequence.frameNumBits);
  out.bits(1, 1); // num_ref_idx_active_override_flag: one reference,
  out.unsigned(0); // whatever the parameter set says
  out.bits(0, 1); // ref_pic_list_modification_flag_l0
  out.bits(0, 1); // adaptive_ref_pic_marking_mode_flag
  if (picture.entropy === 'cabac') {
    out.unsigned(0); // cabac_init_idc
    out.signed(coarsest - picture.quantiser);
  } else {
    out.signed(0); // slice_qp_delta
  }
  if (picture.deblockingControl) {
    out.unsigned(1); // disable_deblocking_filter_idc: no edge of it would be filtered; now none is looked at
  }
  if (picture.entropy === 'cabac') {
    while (!out.aligned) {
      out.bits(1, 1);
    }
    writeSkippedMacroblocks(out, sequence.macroblocks);
  } else {
    out.unsigned(sequence.macroblocks); // mb_skip_run
    out.bits(1, 1);
  }
  return { payload: out.end(), frameNumAt };
}
