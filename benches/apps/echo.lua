-- What wrk sends to the echo: 1 KiB of JSON.
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.body = '{"text":"' .. string.rep("a", 1024 - 11) .. '"}'
