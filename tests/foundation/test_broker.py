"""What kombu stumbles over when the broker goes away from under a worker with something in hand; over the real broker."""

from jobpakker.celery import app


def put(channel, queue):
    channel.queue_declare(queue)
    channel.basic_publish(channel.prepare_message("{}"), exchange="", routing_key=queue)


def test_a_channel_with_a_task_in_hand_is_closed_in_peace_after_its_connection():
    connection = app.connection_for_read()
    channel = connection.default_channel
    put(channel, "proeve")
    assert channel.basic_get("proeve") is not None  # in hand, and nobody has answered for it
    connection.transport.client = None  # which is how kombu leaves a connection that it lost
    connection.maybe_close_channel(channel)
    assert channel.closed
    assert not channel.qos._delivered


def test_what_was_in_hand_goes_back_while_the_connection_is_there():
    with app.connection_for_read() as connection:
        put(connection.default_channel, "proeve-tilbage")
        assert connection.default_channel.basic_get("proeve-tilbage") is not None
    with app.connection_for_read() as connection:
        assert connection.default_channel.basic_get("proeve-tilbage", no_ack=True) is not None
