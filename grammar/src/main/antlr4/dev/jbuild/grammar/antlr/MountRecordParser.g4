parser grammar MountRecordParser;

options { tokenVocab = MountRecordLexer; }

record : field (COMMA field)* EOF ;

field  : QUOTED | TEXT | ;
