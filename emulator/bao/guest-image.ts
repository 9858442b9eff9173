// SPDX-License-Identifier: Apache-2.0

/** A part of an image with its guest-physical address. */
export interface ImageSegment {
  readonly address: bigint;
  readonly bytes: Uint8Array;
}

/** What stands behind one image name of the configuration. */
export type GuestImage =
  /** Bytes placed at the address the configuration gives (`base_addr`). */
  | { readonly kind: 'raw'; readonly bytes: Uint8Array }
  /** Segments placed at their own guest-physical addresses; see ../machine/elf-segments.ts. */
  | { readonly kind: 'segments'; readonly segments: readonly ImageSegment[] };
