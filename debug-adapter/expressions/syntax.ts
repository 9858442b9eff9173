// SPDX-License-Identifier: Apache-2.0
/** Expressions as they are written: nothing is known yet of names and types. */

import type { Span } from './expression-error';

export type UnaryOperator = '*' | '&' | '!' | '~' | '+' | '-';
export type ArithmeticOperator = '+' | '-' | '*' | '/' | '%' | '<<' | '>>' | '&' | '|' | '^';
export type ComparisonOperator = '==' | '!=' | '<' | '>' | '<=' | '>=';
/** `@`: an array of so many elements from a place on, as gdb has it. */
export type BinaryOperator = ArithmeticOperator | ComparisonOperator | '&&' | '||' | '@';

export type Literal = Span &
  (
    | {
        readonly kind: 'integer';
        readonly value: bigint;
        readonly isUnsigned: boolean;
        /** How many times `l` is in the suffix. */
        readonly longs: number;
        readonly isDecimal: boolean;
      }
    | { readonly kind: 'float'; readonly value: number; readonly size: 4 | 8 }
    /** 0 to 255. */
    | { readonly kind: 'character'; readonly value: bigint }
    | { readonly kind: 'string'; readonly bytes: Uint8Array }
  );

export type BinarySyntax = Span & {
  readonly kind: 'binary';
  readonly operator: BinaryOperator;
  readonly left: Syntax;
  readonly right: Syntax;
};

export type MemberSyntax = Span & {
  readonly kind: 'member';
  readonly object: Syntax;
  readonly name: string;
  readonly nameSpan: Span;
};

export type AssignmentSyntax = Span & {
  readonly kind: 'assignment';
  /** Of `+=` and its like. */
  readonly operator: ArithmeticOperator | undefined;
  readonly target: Syntax;
  readonly value: Syntax;
};

export type Syntax =
  | Literal
  | BinarySyntax
  | MemberSyntax
  | AssignmentSyntax
  | (Span &
      (
        | { readonly kind: 'name'; readonly name: string }
        /** A register, or another name with a `$`; the name is given without it. */
        | { readonly kind: 'register'; readonly name: string }
        | { readonly kind: 'call'; readonly callee: Syntax; readonly values: readonly Syntax[] }
        | { readonly kind: 'unary'; readonly operator: UnaryOperator; readonly operand: Syntax }
        | { readonly kind: 'size'; readonly operand: Syntax }
        | { readonly kind: 'type-size'; readonly type: TypeSyntax }
        | { readonly kind: 'cast'; readonly type: TypeSyntax; readonly operand: Syntax }
        /** `{type} address`, as gdb has it. */
        | { readonly kind: 'placed'; readonly type: TypeSyntax; readonly operand: Syntax }
        | { readonly kind: 'conditional'; readonly condition: Syntax; readonly yes: Syntax; readonly no: Syntax }
        | { readonly kind: 'index'; readonly object: Syntax; readonly index: Syntax }
      ));

export type TypeSyntax = Span &
  /** `u32`, `struct foo` */
  (
    | { readonly kind: 'named'; readonly name: string }
    /** Keywords in any order: `long unsigned int`. */
    | { readonly kind: 'builtin'; readonly words: readonly string[] }
    | { readonly kind: 'pointer'; readonly target: TypeSyntax }
    | { readonly kind: 'array'; readonly element: TypeSyntax; readonly count: number | undefined }
    | { readonly kind: 'function'; readonly returns: TypeSyntax; readonly parameters: readonly TypeSyntax[] }
  );
