// SPDX-License-Identifier: Apache-2.0

/** Numbers for source files that are not where the debug information says; constant over a session. */
export class MissingSources {
  private readonly files: string[] = [];
  private readonly numbers = new Map<string, number>();

  /** From 1 on. */
  numberOf(file: string): number {
    const known = this.numbers.get(file);
    if (known !== undefined) {
      return known;
    }
    this.files.push(file);
    this.numbers.set(file, this.files.length);
    return this.files.length;
  }

  /** The path in the debug information. */
  fileOf(number: number): string | undefined {
    return this.files[number - 1];
  }
}
