// SPDX-License-Identifier: Apache-2.0
/** Where a step began: the call and the line that it belongs to. */

import type { SourcePlace } from '../symbols';
import type { CodeRange } from '../target';
import { chainOf, commonDepth, hasLine, isSameLine, placeAtDepth, type Spot } from './spot';

export interface Origin {
  readonly spot: Spot;
  /** Frame address of the call; undefined when it is not known. */
  readonly cfa: bigint | undefined;
  /** See chainOf; only the calls that a person sees. */
  readonly chain: readonly string[];
  readonly place: SourcePlace | undefined;
  /** Code of the line, or of the function where there are no lines. Empty when nothing is known of it. */
  readonly ranges: readonly CodeRange[];
}

/** @param hidden inlined calls that are not shown */
export async function originAt(spot: Spot, hidden: number): Promise<Origin> {
  const frames = (spot.location?.frames ?? []).slice(hidden);
  const place = frames[0]?.place;
  const chain = chainOf(frames);
  return { spot, cfa: await spot.call.cfa(), chain, place, ranges: rangesAt(spot, place) };
}

function rangesAt({ symbols, pc }: Spot, place: SourcePlace | undefined): CodeRange[] {
  const line = hasLine(place) ? symbols?.lineRangeAt(pc) : undefined;
  if (line !== undefined) {
    return [line];
  }
  const found = symbols?.symbolAt(pc);
  return found?.inside ? [{ low: found.symbol.address, high: found.symbol.address + BigInt(found.symbol.size) }] : [];
}

/** How a place in the same call relates to where the step began. */
export type Relation =
  /** In a call inlined on the line that the step began on. */
  | { readonly kind: 'inlined here'; readonly hidden: number }
  | { readonly kind: 'same line' }
  /** `hidden`: how many inlined calls begin here that the step has not gone into. */
  | { readonly kind: 'other line'; readonly hidden: number }
  /** The inlined call that the step began in is left. */
  | { readonly kind: 'left'; readonly hidden: number }
  | { readonly kind: 'no line' };

export function relationOf(origin: Origin, { location }: Spot): Relation {
  const frames = location?.frames ?? [];
  const common = commonDepth(origin.chain, chainOf(frames));
  const depth = Math.max(1, common);
  const place = placeAtDepth(frames, depth);
  const hidden = frames.length - depth;
  if (!hasLine(place)) {
    return { kind: 'no line' };
  }
  if (common < origin.chain.length) {
    return { kind: 'left', hidden };
  }
  if (!isSameLine(place, origin.place)) {
    return { kind: 'other line', hidden };
  }
  return hidden > 0 ? { kind: 'inlined here', hidden } : { kind: 'same line' };
}
