/**
 * The shapes of a `.mlflow` file for editors. `../mlc.pest` is the grammar; this one is held to agree with it on every
 * file that the compiler accepts (`cargo xtask editors tree-sitter`). What is between braces or brackets is separated by
 * commas or line ends there; here by nothing, because no two values in a row can be one.
 */

/// <reference types="tree-sitter-cli/dsl" />
// @ts-check

const DIGITS = /[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?/;

/** Operators from the loosest to the tightest. */
const LEVELS = [["or"], ["and"], ["==", "!=", "<", "<=", ">", ">="], ["+", "-"], ["*", "/"]];
/** `not` is looser than comparisons, `-` before a value tighter than everything. */
const NOT = 25;
const NEGATE = 60;

module.exports = grammar({
  name: "mlflow",

  word: ($) => $.identifier,

  extras: ($) => [/[ \t\r\n]/, $.comment, $.doc_comment],

  supertypes: ($) => [$._member, $._value],

  rules: {
    source_file: ($) => repeat(choice(",", $._member)),

    comment: () => token(choice(/\/\/([^\/\n][^\n]*)?/, /\/\/\/\/[^\n]*/)),
    doc_comment: () => token(/\/\/\/([^\/\n][^\n]*)?/),

    // ------------------------------------------------------------------------------------------------- members

    _member: ($) => choice($.when, $.for, $.block, $.declaration, $.assignment),

    body: ($) => seq("{", repeat(choice(",", $._member)), "}"),

    when: ($) =>
      seq("when", field("condition", $._value), field("then", $.body), repeat($.else_when), optional($.else)),
    else_when: ($) => seq("else", "when", field("condition", $._value), field("then", $.body)),
    else: ($) => seq("else", field("then", $.body)),

    for: ($) =>
      seq("for", field("item", $.identifier), "in", field("items", $._value), field("body", $.body)),

    block: ($) =>
      seq(field("kind", $.identifier), optional(field("name", $.identifier)), field("body", $.body)),

    declaration: ($) =>
      seq(
        field("word", $.identifier),
        field("name", $.identifier),
        choice(
          seq(":", field("type", $.type), optional(seq("=", field("value", $._value)))),
          seq("=", field("value", $._value)),
        ),
      ),
    type: ($) => seq(field("name", $.identifier), optional(field("arguments", $.arguments))),

    assignment: ($) => seq(field("name", $.identifier), "=", field("value", $._value)),

    // -------------------------------------------------------------------------------------------------- values

    _value: ($) =>
      choice(
        $.binary, $.unary, $.member, $.call, $.list, $.record, $.group, $.string, $.number, $.money, $.instance,
        $.boolean, $.null, alias($.identifier, $.reference),
      ),

    binary: ($) =>
      choice(
        ...LEVELS.map((words, level) =>
          prec.left(
            10 * (level + 1),
            seq(
              field("left", $._value),
              field("operator", alias(words.length > 1 ? choice(...words) : words[0], $.operator)),
              field("right", $._value),
            ),
          ),
        ),
      ),
    unary: ($) =>
      choice(
        prec(NOT, seq(field("operator", alias("not", $.operator)), field("operand", $._value))),
        prec(NEGATE, seq(field("operator", alias("-", $.operator)), field("operand", $._value))),
      ),

    member: ($) =>
      prec(NEGATE + 10, seq(field("of", $._value), token.immediate("."), field("name", $.identifier))),

    call: ($) => seq(field("function", $.identifier), field("arguments", $.arguments)),
    arguments: ($) => seq(token.immediate("("), repeat(choice(",", $.argument, $._value)), ")"),
    argument: ($) => seq(field("name", $.identifier), "=", field("value", $._value)),

    list: ($) => seq("[", repeat(choice(",", $._value)), "]"),
    record: ($) => seq("{", repeat(choice(",", $.entry)), "}"),
    entry: ($) => seq(field("name", choice($.identifier, $.string)), "=", field("value", $._value)),
    group: ($) => seq("(", $._value, ")"),

    // ------------------------------------------------------------------------------------------------ literals

    string: ($) =>
      choice(
        seq('"""', repeat(choice(alias($._long_text, $.text), $.escape, $.interpolation)), token.immediate(prec(1, '"""'))),
        seq('"', repeat(choice(alias($._line_text, $.text), $.escape, $.interpolation)), token.immediate('"')),
      ),
    _line_text: () => prec.right(repeat1(choice(token.immediate(prec(1, /[^"\\\n$]+/)), token.immediate(prec(1, "$"))))),
    _long_text: () =>
      prec.right(
        repeat1(
          choice(token.immediate(prec(1, /[^"\\$]+/)), token.immediate(prec(1, "$")), token.immediate(prec(1, '"'))),
        ),
      ),
    escape: () => token.immediate(prec(1, /\\(u\{[0-9A-Fa-f]*\}|[^\n])?/)),
    interpolation: ($) => seq(token.immediate(prec(1, "${")), $._value, "}"),

    number: ($) => seq($._digits, optional($.unit)),
    _digits: () => token(DIGITS),
    unit: () => token.immediate(/%|[A-Za-z0-9_]+/),
    money: () => seq("$", token.immediate(DIGITS)),
    instance: () => token(/ml(\.([A-Za-z0-9_]|-[A-Za-z0-9_])+)+/),
    boolean: () => choice("true", "false"),
    null: () => "null",
    identifier: () => /[A-Za-z_][A-Za-z0-9_]*/,
  },
});
