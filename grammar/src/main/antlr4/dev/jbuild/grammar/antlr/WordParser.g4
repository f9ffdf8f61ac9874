/* Every decision is made by one token, so that reading a word is linear and needs no prediction. */
parser grammar WordParser;

options { tokenVocab = WordLexer; }

word : piece* EOF ;

piece
    : TEXT              # text
    | ESCAPED           # escaped
    | SINGLE            # single
    | quoted            # double
    | variable          # value
    ;

quoted : DOUBLE inner* DOUBLE ;

inner
    : TEXT              # innerText
    | ESCAPED           # innerEscaped
    | PLAIN_ESCAPE      # innerPlainEscape
    | variable          # innerValue
    ;

variable
    : VARIABLE          # bare
    | substitution      # braced
    ;

substitution : OPEN NAME? tail ;

tail
    : CLOSE                                     # plain
    | OPERATOR argument CLOSE                   # choice
    | TRIM argument CLOSE                       # trim
    | REPLACE pattern PATTERN_END argument CLOSE # replace
    ;

pattern  : piece* ;
argument : piece* ;
