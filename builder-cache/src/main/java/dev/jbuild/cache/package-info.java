package dev.jbuild.cache;
