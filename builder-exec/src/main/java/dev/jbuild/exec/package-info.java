package dev.jbuild.exec;
