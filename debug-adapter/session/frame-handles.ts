// SPDX-License-Identifier: Apache-2.0
/** From the number of a frame to the frame, as it is now. */

import type { ThreadKey } from '../stack';
import type { Debuggee } from './debuggee';
import { RequestError } from './request-error';
import { FrameView } from './variables';

/** A frame by its place, because what is known of frames is forgotten when registers or memory are changed. */
export interface FrameHandle {
  readonly thread: ThreadKey;
  /** From 0, the innermost, on. */
  readonly index: number;
}

/**
 * @param frameId undefined: the innermost frame of the thread that is looked at
 * @throws RequestError for a frame that is gone
 */
export async function viewOf(debuggee: Debuggee, frameId: number | undefined): Promise<FrameView> {
  const { stacks, frames, execution } = debuggee;
  if (frameId === undefined) {
    return FrameView.innermost(debuggee, execution.focus);
  }
  const { thread, index } = frames.get(frameId);
  const frame = (await stacks.backTrace(thread, index + 1))[index];
  if (frame === undefined) {
    throw new RequestError('This frame is gone since the registers or the stack were changed');
  }
  return new FrameView(debuggee, frame);
}
