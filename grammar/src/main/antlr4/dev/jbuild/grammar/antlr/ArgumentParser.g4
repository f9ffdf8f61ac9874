/* The text has no blanks around. Every decision is made by one token. */
parser grammar ArgumentParser;

options { tokenVocab = ArgumentLexer; }

words : (word (BLANK word)*)? EOF ;

word  : (TEXT | ESCAPED | QUOTED | LAST_ESCAPE)+ ;

/* Ends in front of the first word that is no flag, or behind a lone "--". */
flags : (flag (BLANK | EOF))* (END (BLANK | EOF))? ;

flag  : FLAG (TEXT | ESCAPED | QUOTED | LAST_ESCAPE)* ;

marks : (marked (BLANK marked)*)? EOF ;

marked : (TEXT | ESCAPED | QUOTED | LAST_ESCAPE | MARK)+ ;
