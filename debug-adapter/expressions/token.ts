// SPDX-License-Identifier: Apache-2.0

import type { Span } from './expression-error';

export type TokenKind = 'name' | 'register' | 'number' | 'character' | 'string' | 'operator' | 'end';

export interface Token extends Span {
  readonly kind: TokenKind;
  /** As it stands in the text; of a register without the `$`. */
  readonly text: string;
}
