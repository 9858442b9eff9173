// SPDX-License-Identifier: Apache-2.0
/** Just enough of ELF64 to load what the benchmark's own build made. */
export interface Segment {
  readonly address: bigint;
  readonly bytes: Uint8Array;
}

export interface Image {
  readonly entry: bigint;
  readonly segments: readonly Segment[];
}

const PT_LOAD = 1;

export function loadSegments(file: Uint8Array): Image {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const headers = Number(view.getBigUint64(32, true));
  const size = view.getUint16(54, true);
  const segments: Segment[] = [];
  for (let index = 0; index < view.getUint16(56, true); index++) {
    const header = headers + index * size;
    if (view.getUint32(header, true) === PT_LOAD) {
      const offset = Number(view.getBigUint64(header + 8, true));
      const length = Number(view.getBigUint64(header + 32, true));
      segments.push({
        address: view.getBigUint64(header + 24, true),
        bytes: file.subarray(offset, offset + length),
      });
    }
  }
  return { entry: view.getBigUint64(24, true), segments };
}
