package dev.jbuild.cache.git;

import dev.jbuild.cache.http.Answer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URL;
import java.security.SecureRandom;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import javax.net.ssl.HostnameVerifier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.TrustManager;
import org.eclipse.jgit.transport.http.HttpConnection;
import org.jspecify.annotations.Nullable;

/** One request as JGit makes it, sent by {@link GitHttp} when its answer is asked for. Used by one thread. */
final class GitHttpConnection implements HttpConnection {
    private final GitHttp conversation;
    private final URL url;
    private final Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private String method = "GET";
    private @Nullable Answer answer;

    GitHttpConnection(GitHttp conversation, URL url) {
        this.conversation = conversation;
        this.url = url;
    }

    private Answer answer() throws IOException {
        Answer known = answer;
        if (known == null) {
            known = conversation.send(method, url, headers, body.toByteArray());
            answer = known;
        }
        return known;
    }

    @Override
    public int getResponseCode() throws IOException {
        return answer().status();
    }

    @Override
    public URL getURL() {
        return url;
    }

    @Override
    public String getResponseMessage() throws IOException {
        return Integer.toString(answer().status());
    }

    @Override
    public Map<String, List<String>> getHeaderFields() {
        Answer known = answer;
        return known == null ? Map.of() : known.headers().map();
    }

    @Override
    public void setRequestProperty(String name, String value) {
        String lower = name.toLowerCase(Locale.ROOT);
        boolean ours = lower.equals("authorization")
                || lower.equals("user-agent")
                || lower.equals("content-length")
                || lower.equals("cookie");
        if (!ours) {
            headers.put(name, value);
        }
    }

    @Override
    public void setRequestMethod(String name) {
        method = name;
    }

    @Override
    public @Nullable String getContentType() {
        return getHeaderField("Content-Type");
    }

    @Override
    public InputStream getInputStream() throws IOException {
        return GitHttp.bounded(answer().body(), body.toByteArray());
    }

    @Override
    public @Nullable String getHeaderField(String name) {
        Answer known = answer;
        return known == null ? null : known.header(name).orElse(null);
    }

    @Override
    public List<String> getHeaderFields(String name) {
        Answer known = answer;
        return known == null ? List.of() : known.headers().allValues(name);
    }

    @Override
    public int getContentLength() {
        return -1; // nobody may rely on it
    }

    @Override
    public OutputStream getOutputStream() {
        return body;
    }

    @Override
    public String getRequestMethod() {
        return method;
    }

    @Override
    public boolean usingProxy() {
        return false; // that is our client's business
    }

    @Override
    public void connect() throws IOException {
        answer();
    }

    // What is left is how the JDK's old client is told what ours does anyhow.

    @Override
    public void setUseCaches(boolean use) {}

    @Override
    public void setConnectTimeout(int millis) {}

    @Override
    public void setReadTimeout(int millis) {}

    @Override
    public void setInstanceFollowRedirects(boolean follow) {}

    @Override
    public void setDoOutput(boolean output) {}

    @Override
    public void setFixedLengthStreamingMode(int bytes) {}

    @Override
    public void setChunkedStreamingMode(int bytes) {}

    @Override
    public void configure(KeyManager[] keys, TrustManager[] trust, SecureRandom random) {
        throw new IllegalStateException("nobody may change whom we trust");
    }

    @Override
    public void setHostnameVerifier(HostnameVerifier verifier) {
        throw new IllegalStateException("nobody may change whom we trust");
    }
}
